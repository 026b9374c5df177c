// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Collection;

/**
 * How many different addresses there are, when only some rows were kept: Chao's estimate from how many were seen once and twice (A.
 * Chao, Scand. J. Statist. 11, 1984, in its bias-corrected form), at most one for each packet. It is the number seen when every packet
 * was kept.
 */
final class Distinct {
    private static final double SURE = 1.96;

    private final double estimate;
    private final double deviation;

    /** @param packets estimated on the wire */
    Distinct(Collection<Tally.Sum> seen, double packets) {
        double once = 0;
        double twice = 0;
        double rows = 0;
        for (Tally.Sum sum : seen) {
            once += sum.rows == 1 ? 1 : 0;
            twice += sum.rows == 2 ? 1 : 0;
            rows += sum.rows;
        }
        boolean all = packets < rows * 1.001;
        double unseen = all ? 0 : once * (once - 1) / (2 * (twice + 1));
        estimate = Math.max(seen.size(), Math.min(seen.size() + unseen, packets));
        double ratio = once / (twice + 1);
        double variance = (twice + 1) * (Math.pow(ratio, 4) / 4 + Math.pow(ratio, 3) + ratio * ratio / 2);
        deviation = all ? 0 : Math.sqrt(variance);
    }

    long estimate() {
        return Math.round(estimate);
    }

    /** Relative, at 95 %; 1 when it says no more than the order of magnitude. */
    double error() {
        return estimate == 0 ? 0 : Math.min(1, SURE * deviation / estimate);
    }
}
