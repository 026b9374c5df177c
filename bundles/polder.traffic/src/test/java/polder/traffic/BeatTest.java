// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.data.Percentage;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficWindow;
import polder.wire.Address;

/** Beats that take longer than there is time between them. */
public class BeatTest {
    private static final Address HOST = Address.parse("10.0.0.1");
    private static final long PACKETS_PER_SECOND = 20_000;
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final long TAKES = TimeUnit.MILLISECONDS.toNanos(130);
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    /** A window as a tap saw it. */
    private record Seen(long nanos, long rate) {}

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile boolean isSlow = true;
    private long sent;
    private long flowsSent;

    private void look(TrafficWindow window) {
        seen.add(new Seen(System.nanoTime(), window.hosts() == 0 ? 0 : window.rate(0, Metric.IN_PACKETS)));
        for (long end = System.nanoTime() + TAKES; isSlow && System.nanoTime() - end < 0; ) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** A lane that gets as much as is due, until there are so many windows more. */
    private void play(Flows lane, long begin, int windows) {
        int until = seen.size() + windows;
        while (seen.size() < until) {
            long passed = System.nanoTime() - begin;
            assertThat(passed).isLessThan(LIMIT);
            long due = PACKETS_PER_SECOND * passed / 1_000_000_000;
            lane.udp("192.0.2.1", "10.0.0.1", due - sent, (due - sent) * 500).drain();
            sent = due;
            flowsSent++;
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    public void aBeatThatTakesTooLongDelaysTheNextAndRatesStayRight() {
        TrafficMeter meter = new TrafficMeter(
                TrafficSettings.of(Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8")),
                folder.getRoot().toPath());
        meter.addTap(this::look);
        Flows lane = new Flows(meter.open(0), 16);
        Beat beat = new Beat(meter::beat, EVERY);
        long begin = System.nanoTime();
        beat.start();
        play(lane, begin, 12);
        int first = seen.size();
        play(lane, begin, 10);
        for (int i = first; i < seen.size(); i++) {
            assertThat(seen.get(i).rate).isCloseTo(PACKETS_PER_SECOND, Percentage.withPercentage(40));
            assertThat(seen.get(i).nanos - seen.get(i - 1).nanos)
                    .as("others have their turn")
                    .isGreaterThan(TAKES + EVERY.toNanos() * 9 / 10);
        }
        isSlow = false;
        play(lane, begin, 2);
        int quick = seen.size() - 1;
        play(lane, begin, 12);
        long passed = seen.get(quick + 10).nanos - seen.get(quick).nanos;
        // none of those that were left out is made up for
        assertThat(passed).isGreaterThan(8 * EVERY.toNanos());
        beat.stop();
        TrafficMeterTest.tick(meter, lane, 0.05);
        assertThat(meter.counters()).containsEntry("flows", flowsSent);
        assertThat(meter.host(HOST)).isPresent();
    }

    @Test
    public void ratesAreRightWhateverTheLengthOfBeats() {
        HostTableFixture table = new HostTableFixture();
        double[] lengths = {0.1, 0.1, 0.73, 0.1, 0.1, 1.9, 0.1, 0.31, 0.1, 0.1, 0.1, 4.2, 0.1, 0.1};
        for (int round = 0; round < 5; round++) {
            for (double seconds : lengths) {
                table.beat(seconds, Math.round(seconds * PACKETS_PER_SECOND));
                if (round > 0) {
                    assertThat((double) table.rate()).isCloseTo(PACKETS_PER_SECOND, within(20.0));
                }
            }
        }
    }

    /** One host, whose lane hands over in every beat. */
    private final class HostTableFixture {
        private final TrafficMeter meter = new TrafficMeter(
                TrafficSettings.of(Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8")),
                folder.getRoot().toPath());
        private final Flows lane = new Flows(meter.open(0), 16);
        private long rate;

        HostTableFixture() {
            meter.addTap(window -> rate = window.rate(0, Metric.IN_PACKETS));
        }

        void beat(double seconds, long packets) {
            lane.udp("192.0.2.1", "10.0.0.1", packets, packets * 500).drain();
            TrafficMeterTest.tick(meter, lane, seconds);
        }

        long rate() {
            return rate;
        }
    }
}
