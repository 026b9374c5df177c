// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

/**
 * What the busiest host of a group had of a metric, second by second, whoever it was: how often how much, and who had the most. Hours
 * with unusually much are left out. Not safe for threads.
 */
final class Busiest {
    /** The share of seconds that {@link #usual} is no less than. */
    private static final double SHARE = 0.999;
    /** A shorter part of an hour is not learned from. */
    private static final int LEAST_SECONDS = 1800;
    /** Eight weeks; what is older then counts half. */
    private static final long MOST_SECONDS = 8L * Week.HOURS * 3600;

    /** Learns what the busiest host has in each hour of the week. */
    final int curve;

    /** How many seconds of each step. */
    final int[] all = new int[Scale.STEPS];

    int leftOut;
    long highest;
    long high;
    long low;
    long at;

    private final int[] hour = new int[Scale.STEPS];
    private long hourHighest;
    private long hourHigh;
    private long hourLow;
    private long hourAt;
    private long second;
    private long secondHigh;
    private long secondLow;

    Busiest(int curve) {
        this.curve = curve;
    }

    void observe(long rate, long hostHigh, long hostLow) {
        if (rate > second) {
            second = rate;
            secondHigh = hostHigh;
            secondLow = hostLow;
        }
    }

    void endSecond(long epochSecond) {
        hour[Scale.step((double) second)]++;
        if (second > hourHighest) {
            hourHighest = second;
            hourHigh = secondHigh;
            hourLow = secondLow;
            hourAt = epochSecond;
        }
        second = 0;
    }

    void endHour(Curves curves, int slot) {
        if (sum(hour) >= LEAST_SECONDS) {
            int step = usual(hour);
            if (curves.isUnusual(curve, slot, step)) {
                leftOut++;
            } else {
                take();
            }
            curves.learn(curve, slot, step);
        }
        java.util.Arrays.fill(hour, 0);
        hourHighest = 0;
    }

    private void take() {
        boolean isFull = sum(all) > MOST_SECONDS;
        for (int step = 0; step < Scale.STEPS; step++) {
            all[step] = (isFull ? all[step] / 2 : all[step]) + hour[step];
        }
        highest = isFull ? highest / 2 : highest;
        if (hourHighest >= highest) {
            highest = hourHighest;
            high = hourHigh;
            low = hourLow;
            at = hourAt;
        }
    }

    /** The step that no more than a thousandth of all seconds is above. */
    int usual() {
        return usual(all);
    }

    private static int usual(int[] seconds) {
        double above = sum(seconds) * (1 - SHARE);
        int step = Scale.STEPS - 1;
        for (long over = seconds[step]; step > Scale.NOTHING && over <= above; over += seconds[step]) {
            step--;
        }
        return step;
    }

    private static long sum(int[] seconds) {
        long sum = 0;
        for (int one : seconds) {
            sum += one;
        }
        return sum;
    }
}
