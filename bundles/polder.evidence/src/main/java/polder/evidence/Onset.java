// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/**
 * Finds when an attack began: rows before that are the target's usual traffic. The time before the last row is divided into
 * hundredths of a second; it began with the first of those that have at least a tenth of the largest one's packets, with no second between them
 * and up to the last of these that has fewer.
 */
final class Onset {
    private static final long BIN = 10_000_000;
    private static final int GAP = 100;
    private static final int OF_LARGEST = 10;

    private final double[] bins;
    private final long newest;

    /** @param spanNanos how far back at most */
    Onset(long newest, long spanNanos) {
        this.newest = newest;
        bins = new double[(int) (spanNanos / BIN) + 1];
    }

    void add(long arrived, double packets) {
        long bin = (newest - arrived) / BIN;
        if (bin >= 0 && bin < bins.length) {
            bins[(int) bin] += packets;
        }
    }

    /** The first moment of the attack. */
    long nanos() {
        double largest = 0;
        for (double bin : bins) {
            largest = Math.max(largest, bin);
        }
        int last = 0;
        while (bins[last] < largest / OF_LARGEST) {
            last++;
        }
        int first = last;
        for (int bin = last; bin < bins.length && bin - first <= GAP; bin++) {
            if (bins[bin] >= largest / OF_LARGEST) {
                first = bin;
            }
        }
        return newest - (first + 1) * BIN + 1;
    }
}
