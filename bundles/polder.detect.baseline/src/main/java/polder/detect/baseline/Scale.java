// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

/**
 * Rates as one byte: six steps to a doubling, so that a step is 12 %. A rate is rounded up to its step, as what is usual had better be
 * said too high than too low. Steps are unsigned bytes: 0 is not known, 1 is nothing.
 */
final class Scale {
    static final int STEPS = 256;
    static final int UNKNOWN = 0;
    static final int NOTHING = 1;
    /** Steps of a doubling. */
    static final int DOUBLE = 6;

    private static final long[] RATES = new long[STEPS];

    static {
        for (int step = NOTHING + 1; step < STEPS; step++) {
            RATES[step] = (long) Math.ceil(Math.pow(2, (step - NOTHING - 1) / (double) DOUBLE) - 1e-6);
        }
    }

    private Scale() {}

    /** The lowest step whose rate is no less. */
    static int step(double rate) {
        long whole = (long) Math.ceil(rate);
        if (whole <= 0) {
            return NOTHING;
        }
        int step = NOTHING + 1 + DOUBLE * (63 - Long.numberOfLeadingZeros(whole));
        while (step < STEPS - 1 && RATES[step] < whole) {
            step++;
        }
        return Math.min(step, STEPS - 1);
    }

    static long rate(int step) {
        return RATES[step];
    }
}
