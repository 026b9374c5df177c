// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/** Times of beats of 100 ms. */
final class Spent {
    private static final double BEAT = 100e6;

    private long[] nanos = new long[1024];
    private int count;

    void add(long one) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = one;
    }

    @Override
    public String toString() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElse(0);
        return String.format(
                "mean %5.1f ms, quicker half %5.1f ms, 99 %% %5.1f ms, worst %5.1f ms, %4.1f %% of a core",
                mean / 1e6,
                Arrays.stream(sorted).limit(count / 2).average().orElse(0) / 1e6,
                sorted[count * 99 / 100] / 1e6,
                sorted[count - 1] / 1e6,
                mean / BEAT * 100);
    }
}
