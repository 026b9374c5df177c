// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.Test;

public class PrefixSpeedTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 8;

    private final Found found = new Found();

    /** A tenth of the hosts, IPv4 and IPv6 by turns: a beat in which each is shown once a second. */
    private void fill(FakeWindow window, int hosts, int beat) {
        window.next(100);
        for (int i = beat % 10; i < hosts; i += 10) {
            if (i % 4 == 3) {
                window.host(0x2001_0db8_0000_0000L + i / 16, i, 10);
            } else {
                window.host(0, 0x0000_ffff_0a00_0000L + i, 10);
            }
        }
    }

    private double median(int hosts) {
        long[] nanos = new long[ROUNDS * 10];
        for (int beat = 0; beat < nanos.length; beat++) {
            fill(found.window, hosts, beat);
            long start = THREADS.getCurrentThreadCpuTime();
            found.detector.inspect(found.window, found);
            nanos[beat] = THREADS.getCurrentThreadCpuTime() - start;
        }
        assertThat(found.detector.hosts()).isEqualTo(hosts);
        Arrays.sort(nanos, nanos.length / 2, nanos.length);
        return nanos[nanos.length * 3 / 4] / 1e6;
    }

    private double measure(int hosts) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        double millis = median(hosts);
        long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / hosts;
        System.out.printf(
                "%,d hosts shown once a second: %.2f ms of a core a beat (median), at most %d bytes a host (all ever allocated)%n",
                hosts, millis, bytes);
        return millis;
    }

    @Test
    public void hostsCostAFractionOfTheBeat() {
        assertThat(measure(65_536)).isLessThan(20);
        assertThat(measure(1_000_000)).isLessThan(100); // far less is meant; the rest is for busy machines
    }

    @Test
    public void nothingIsAllocatedForKnownHosts() {
        int hosts = 65_536;
        for (int beat = 0; beat < 100; beat++) {
            fill(found.window, hosts, beat);
            found.detector.inspect(found.window, found);
        }
        long least = Long.MAX_VALUE;
        for (int beat = 100; beat < 200; beat++) {
            fill(found.window, hosts, beat);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            found.detector.inspect(found.window, found);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }
}
