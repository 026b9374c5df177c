// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Findings;
import polder.api.testing.Allocation;
import polder.api.traffic.Metric;

public class BaselineSpeedTest {
    private static final Supplier<List<Attack>> NONE = List::of;
    private static final Findings IGNORED = (row, fired) -> {};

    /** One host in 16 has much; the others little. */
    private static FakeWindow hosts(int count) {
        FakeWindow window = new FakeWindow(count);
        for (int host = 0; host < count; host++) {
            int scale = host % 16 == 0 ? 100 : 1;
            for (Metric metric : Metric.all()) {
                window.set(host, metric, (1 + host % 90) * (long) scale);
            }
        }
        return window;
    }

    /** Time this thread has run for, so that a busy machine changes nothing. */
    private static long nanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    public void aSecondOf65536HostsTakesAFractionOfTheBeat() {
        FakeWindow window = hosts(65_536);
        BaselineSettings settings = Days.settings("hosts", "warn");
        Learning learning = new Learning(settings, ZoneOffset.UTC);
        Departures departures = new Departures(learning, settings, ZoneOffset.UTC);
        long[] nanos = new long[200];
        for (int i = 0; i < nanos.length; i++) {
            window.nanos = (Days.MONDAY + i) * 1_000_000_000L;
            long start = nanos();
            learning.learn(window, NONE);
            departures.judge(window, IGNORED);
            nanos[i] = nanos() - start;
        }
        Arrays.sort(nanos, 100, 200);
        System.out.printf(
                "65,536 hosts learned and judged, %d curves: %.2f ms a second (median), %.2f ms (worst)%n",
                learning.curves.used(), nanos[150] / 1e6, nanos[199] / 1e6);
        assertThat(learning.hosts.size()).isEqualTo(65_536);
        assertThat(nanos[150]).isLessThan(100_000_000);
    }

    @Test
    public void theEndOfAnHourFitsIntoTheBeat() {
        FakeWindow window = hosts(65_536);
        Learning learning = new Learning(Days.settings(), ZoneOffset.UTC);
        long worst = 0;
        for (int i = 0; i < 400; i++) {
            window.nanos = (Days.MONDAY + 3500 + i) * 1_000_000_000L;
            long start = nanos();
            learning.learn(window, NONE);
            worst = i < 100 ? 0 : Math.max(worst, nanos() - start);
        }
        System.out.printf("65,536 hosts, the worst second around the end of an hour: %.2f ms%n", worst / 1e6);
        assertThat(worst).isLessThan(500_000_000);
    }

    @Test
    public void memoryIsBoundedWhateverTheNumberOfHosts() {
        FakeWindow window = hosts(100_000);
        BaselineSettings settings = Days.settings();
        long before = used();
        Learning learning = new Learning(settings, ZoneOffset.UTC);
        for (int i = 0; i < 5; i++) {
            window.nanos = (Days.MONDAY + i) * 1_000_000_000L;
            learning.learn(window, NONE);
        }
        long bytes = used() - before;
        System.out.printf("100,000 hosts, room for 65,536, %d curves: %.1f MB%n", learning.curves.used(), bytes / 1e6);
        assertThat(learning.hosts.size()).isEqualTo(65_536);
        assertThat(learning.counters().get("hosts.refused")).isPositive();
        assertThat(bytes).isLessThan(20_000_000);
        fillCurves(learning, window);
        bytes = used() - before;
        System.out.printf(
                "the same with every curve there is room for, %d: %.1f MB%n", learning.curves.used(), bytes / 1e6);
        assertThat(learning.counters().get("curves.refused")).isPositive();
        assertThat(learning.curves.used()).isEqualTo(2 * 65_536 + 4 * 4096);
        assertThat(bytes).isLessThan(45_000_000);
    }

    private static void fillCurves(Learning learning, FakeWindow window) {
        for (int host = 0; host < 100_000; host++) {
            for (Metric metric : Metric.all()) {
                window.set(host, metric, 1_000_000_000);
            }
        }
        window.nanos += 1_000_000_000L;
        learning.learn(window, NONE);
    }

    @Test
    public void nothingIsAllocatedWhileNothingNewIsMet() {
        FakeWindow window = hosts(64);
        BaselineSettings settings = Days.settings("hosts", "warn");
        Learning learning = new Learning(settings, ZoneOffset.UTC);
        Departures departures = new Departures(learning, settings, ZoneOffset.UTC);
        window.nanos = Days.MONDAY * 1_000_000_000L;
        Allocation.none(() -> {
            // shorter than the five minutes after which what was learned is put together, for which lists are made
            for (int i = 0; i < 1000; i++) {
                window.nanos += 100_000_000;
                learning.learn(window, NONE);
                departures.judge(window, IGNORED);
            }
        });
    }
}
