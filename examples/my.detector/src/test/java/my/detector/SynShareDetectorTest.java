// SPDX-License-Identifier: Apache-2.0
package my.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.wire.Prefix;

public class SynShareDetectorTest {
    private final SynShareDetector detector = new SynShareDetector(Map.of("component.name", "my.detector"));

    @Test
    public void aFloodOfSynIsReportedWithWhatWasAllowed() {
        assertThat(inspect(new Row(Scope.HOST, 900, 1000, Long.MAX_VALUE)))
                .containsExactly("in.syn.packets 900 600 incoming tcp syn 900 pps are over 60 % of its tcp packets");
    }

    @Test
    public void whoHasManyConnectionsIsLeftAlone() {
        assertThat(inspect(new Row(Scope.HOST, 900, 20_000, Long.MAX_VALUE))).isEmpty();
    }

    @Test
    public void aFewPacketsAreNoFlood() {
        assertThat(inspect(new Row(Scope.HOST, 499, 499, Long.MAX_VALUE))).isEmpty();
    }

    @Test
    public void tooFewSamplesAreNoProof() {
        assertThat(inspect(new Row(Scope.HOST, 900, 900, 399))).isEmpty();
        assertThat(inspect(new Row(Scope.HOST, 900, 900, 400))).hasSize(1);
    }

    @Test
    public void onlyHostsAreJudged() {
        assertThat(inspect(new Row(Scope.TOTAL, 900, 900, Long.MAX_VALUE))).isEmpty();
    }

    @Test
    public void aChangeTakesEffectAndAWrongOneDoesNot() {
        detector.modified(Map.of("component.name", "my.detector", "at.least", "5kpps"));
        assertThat(inspect(new Row(Scope.HOST, 900, 900, Long.MAX_VALUE))).isEmpty();
        detector.modified(Map.of("component.name", "my.detector", "at.least", "much"));
        assertThat(inspect(new Row(Scope.HOST, 900, 900, Long.MAX_VALUE))).isEmpty();
        assertThat(inspect(new Row(Scope.HOST, 6000, 6000, Long.MAX_VALUE))).hasSize(1);
    }

    @Test
    public void aWrongCfgIsRefusedWithFileAndKey() {
        assertThatThrownBy(() -> new SynShareDetector(Map.of("service.pid", "my.detector", "percent", "120")))
                .hasMessage("etc/my.detector.cfg: percent = 120 is not accepted; give a whole number from 1 to 100");
    }

    private List<String> inspect(Row row) {
        List<String> found = new ArrayList<>();
        detector.inspect(
                row,
                (at, fired) -> found.add(
                        fired.metric().key() + " " + fired.observed() + " " + fired.limit() + " " + fired.reason()));
        return found;
    }

    /** A window of one row. */
    private record Row(Scope scope, long syn, long tcp, long samples) implements TrafficWindow {
        @Override
        public long epochNanos() {
            return 0;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Scope scope(int row) {
            return scope;
        }

        @Override
        public Prefix target(int row) {
            return Prefix.parse("192.0.2.7");
        }

        @Override
        public HostGroup group(int row) {
            return new HostGroup(HostGroup.DEFAULT, List.of(), Map.of(), Duration.ZERO, Duration.ZERO);
        }

        @Override
        public long rate(int row, Metric metric) {
            return average(row, metric);
        }

        @Override
        public long average(int row, Metric metric) {
            return metric == Metric.IN_SYN_PACKETS ? syn : metric == Metric.IN_TCP_PACKETS ? tcp : 0;
        }

        @Override
        public long current(int row, Metric metric) {
            return average(row, metric);
        }

        @Override
        public long samples(int row, Direction direction) {
            return samples;
        }

        @Override
        public Rates rates(int row) {
            return Rates.NONE;
        }
    }
}
