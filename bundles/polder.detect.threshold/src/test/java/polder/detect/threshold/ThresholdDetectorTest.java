// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.config.Quantity;
import polder.api.config.SettingsException;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.api.traffic.Scope;

public class ThresholdDetectorTest {
    private static final HostGroup WEB = Found.group(
            "web",
            Map.of(
                    Metric.IN_PACKETS, new Limit(50_000, "web"),
                    Metric.IN_UDP_PACKETS, new Limit(20_000, "default"),
                    Metric.OUT_BITS, new Limit(1_000_000_000, "web")));

    private final ThresholdDetector detector = new ThresholdDetector(Judgement.of(Map.of()));

    private List<Found> inspect(FakeWindow window) {
        return Found.by(detector, window);
    }

    private static FakeWindow one() {
        return new FakeWindow(1, WEB);
    }

    @Test
    public void aHostWithinItsLimitsIsNotReported() {
        assertThat(inspect(one().set(0, Metric.IN_PACKETS, 50_000, 50_000, 50_000)))
                .isEmpty();
    }

    @Test
    public void anAverageOverTheLimitIsReported() {
        assertThat(inspect(one().set(0, Metric.IN_PACKETS, 49_000, 50_001, 0)))
                .extracting(Found::fired)
                .containsExactly(new Fired(
                        Level.ALERT,
                        Metric.IN_PACKETS,
                        50_001,
                        50_000,
                        Long.MAX_VALUE,
                        "incoming 49.0 kpps (moving average 50.0 kpps), limit 50.0 kpps of group web"));
    }

    @Test
    public void theAverageOfAFloodThatHasStoppedIsNotReported() {
        assertThat(inspect(one().set(0, Metric.IN_PACKETS, 45_000, 400_000, 45_000)))
                .isEmpty();
        assertThat(inspect(one().set(0, Metric.IN_PACKETS, 45_001, 400_000, 45_001)))
                .hasSize(1);
    }

    @Test
    public void aFloodIsReportedBeforeItsAverageRises() {
        List<Found> found = inspect(one().set(0, Metric.IN_UDP_PACKETS, 21_000, 4_200, 105_000));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).observed()).isEqualTo(21_000);
        assertThat(found.get(0).reason())
                .isEqualTo("incoming udp 21.0 kpps, rising: 105 kpps in the last beat (moving average 4.20 kpps),"
                        + " limit 20.0 kpps of group web (inherited from default)");
    }

    @Test
    public void aShortBurstThatFillsNoSecondIsNotReported() {
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 14_000, 2_000, 1_400_000)))
                .isEmpty();
    }

    @Test
    public void aSecondALittleOverTheLimitWaitsForTheAverage() {
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 30_000, 15_000, 39_999)))
                .isEmpty();
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 30_000, 15_000, 40_000)))
                .hasSize(1);
    }

    @Test
    public void everyLimitAHostIsOverIsReportedTheWorstFirst() {
        List<Found> found = inspect(one().set(0, Metric.IN_PACKETS, 110_000, 60_000, 110_000)
                .set(0, Metric.IN_UDP_PACKETS, 104_000, 31_000, 104_000)
                .set(0, Metric.OUT_BITS, 1_500_000_000, 1_200_000_000, 0));
        assertThat(found)
                .extracting(Found::metric, Found::limit)
                .containsExactly(
                        tuple(Metric.IN_UDP_PACKETS, 20_000L),
                        tuple(Metric.IN_PACKETS, 50_000L),
                        tuple(Metric.OUT_BITS, 1_000_000_000L));
        assertThat(found.get(0).reason())
                .isEqualTo("incoming udp 104 kpps (moving average 31.0 kpps), limit 20.0 kpps of group web"
                        + " (inherited from default)");
    }

    @Test
    public void aReasonNamesTheClassOfTraffic() {
        Map<String, String> words = Map.of(
                "in.synack.packets", "incoming tcp syn-ack ",
                "in.other.packets", "incoming other protocols ",
                "in.dns.packets", "incoming dns amplification ",
                "in.memcached.packets", "incoming memcached amplification ",
                "out.cldap.packets", "outgoing cldap amplification ",
                "in.amplification.packets", "incoming amplification ",
                "in.fragment.packets", "incoming fragments ",
                "in.packets", "incoming ");
        words.forEach((key, text) -> {
            Metric metric = Metric.ofKey(key).orElseThrow();
            HostGroup group = Found.group("web", Map.of(metric, new Limit(20_000, "web")));
            FakeWindow window = new FakeWindow(1, group);
            for (Metric one : Metric.all()) {
                window.set(0, one, one == metric ? 30_100 : 20_000, one == metric ? 30_100 : 20_000, 0);
            }
            List<Found> found = inspect(window);
            assertThat(found).extracting(Found::metric).containsExactly(metric);
            assertThat(found.get(0).reason())
                    .isEqualTo(text + "30.1 kpps (moving average 30.1 kpps), limit 20.0 kpps of group web");
        });
    }

    @Test
    public void hostsAndSumsOfGroupsAreJudgedByTheirOwnLimits() {
        HostGroup group = Found.group(
                "web",
                Map.of(Metric.IN_PACKETS, new Limit(100_000, "web")),
                Map.of(Metric.IN_PACKETS, new Limit(80_000, "default")),
                Mode.ACT,
                Mode.ACT);
        FakeWindow window = new FakeWindow(4, group);
        for (int row = 0; row < 4; row++) {
            window.scopes[row] = Scope.values()[row];
            window.set(row, Metric.IN_PACKETS, 90_000, 90_000, 90_000);
        }
        List<Found> found = inspect(window);
        assertThat(found).extracting(Found::row).containsExactly(Scope.GROUP.ordinal());
        assertThat(found.get(0).reason())
                .isEqualTo("group web incoming 90.0 kpps (moving average 90.0 kpps), limit 80.0 kpps of all hosts of"
                        + " group web (inherited from default)");
        window.set(0, Metric.IN_PACKETS, 110_000, 110_000, 110_000);
        assertThat(inspect(window)).extracting(Found::row).containsExactly(0, Scope.GROUP.ordinal());
    }

    @Test
    public void whatIsOffIsNotJudged() {
        Map<Metric, Limit> limits =
                Map.of(Metric.IN_PACKETS, new Limit(10, "web"), Metric.OUT_PACKETS, new Limit(10, "web"));
        FakeWindow window = new FakeWindow(3, Found.group("off", limits, limits, Mode.OFF, Mode.OFF));
        window.groups[1] = Found.group("quiet", limits, limits, Mode.NOTIFY, Mode.OFF);
        window.groups[2] = Found.group("act", limits, limits, Mode.ACT, Mode.NOTIFY);
        for (int row = 0; row < 3; row++) {
            window.set(row, Metric.IN_PACKETS, 20, 20, 20).set(row, Metric.OUT_PACKETS, 30, 30, 30);
        }
        assertThat(inspect(window))
                .extracting(Found::row, Found::metric)
                .containsExactly(
                        tuple(1, Metric.IN_PACKETS), tuple(2, Metric.OUT_PACKETS), tuple(2, Metric.IN_PACKETS));
    }

    @Test
    public void eachRowIsJudgedByItsOwnGroup() {
        HostGroup quiet = Found.group("quiet", Map.of(Metric.IN_PACKETS, new Limit(10, "quiet")));
        HostGroup free = Found.group("free", Map.of());
        FakeWindow window = new FakeWindow(5, WEB);
        for (int row = 0; row < 5; row++) {
            window.groups[row] = row % 2 == 0 ? quiet : free;
            window.set(row, Metric.IN_PACKETS, 90_000, 90_000, 90_000);
        }
        assertThat(inspect(window)).extracting(Found::row).containsExactly(0, 2, 4);
    }

    @Test
    public void aWrongConfigurationIsRefusedAndTheLastGoodOneGoesOn() {
        assertThatThrownBy(() -> new ThresholdDetector(null, Map.of("burst", "loud")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("burst = loud is not accepted");
        assertThatThrownBy(() -> new ThresholdDetector(null, Map.of("brust", "3")))
                .hasMessageContaining("did you mean burst?");
        assertThatThrownBy(() -> new ThresholdDetector(null, Map.of("leave", "5%")))
                .hasMessageContaining("leave = 5% is not accepted; give a share from 10% to 100%");
        detector.modified(Map.of("burst", "10"));
        detector.modified(Map.of("burst", "0.5"));
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 30_000, 0, 199_999)))
                .isEmpty();
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 30_000, 0, 200_000)))
                .hasSize(1);
    }

    @Test
    public void ratesAreWrittenAsEverywhereElse() {
        HostGroup group = Found.group("web", Map.of(Metric.OUT_BITS, new Limit(1, "web")));
        for (long value : new long[] {
            7, 999, 1000, 1006, 1234, 9994, 9995, 9999, 99_949, 99_950, 999_499, 999_500, 5_000_000_001L, 1L << 62
        }) {
            List<Found> found = inspect(new FakeWindow(1, group).set(0, Metric.OUT_BITS, value, 2_000_000_000, 0));
            assertThat(found.get(0).reason())
                    .startsWith("outgoing " + Quantity.human(value, "bps") + " (moving average 2.00 Gbps), ");
        }
    }
}
