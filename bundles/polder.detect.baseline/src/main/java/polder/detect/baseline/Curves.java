// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.util.Arrays;

/**
 * Curves of the week, one for each metric of a host, network or group: 168 hours of a byte ({@link Scale}) each, and the hour being
 * learned. The level of an hour is the fourth highest of its twelve means of five minutes, so that ten minutes of anything teach
 * nothing. A bounded number; not safe for threads.
 */
final class Curves {
    static final int NONE = -1;
    /** Seconds over which a mean is made. Curves end theirs one after the other within such a time, for even work. */
    static final int INTERVAL = 300;

    private static final int CHUNK = 1024;
    private static final int INTERVALS = 12;
    private static final int LEAST_INTERVALS = 6;
    private static final int TOPS = 4;
    private static final int DAY = 24;
    private static final int FEW_DAYS = 3;
    /** Hours after which every hour was seen twice, and is no longer held against the others. */
    private static final int TRUSTED = 2 * Week.HOURS;

    // a curve's bytes after its 168 hours
    private static final int TOP = Week.HOURS;
    private static final int COUNT = TOP + TOPS;
    private static final int SPOILT = COUNT + 1;
    /** What an hour is at least held to be before it counts as unusually much. */
    private static final int LEAST = SPOILT + 1;

    private static final int AGE = LEAST + 1;
    private static final int USED = AGE + 2;
    private static final int SIZE = USED + 1;

    // what a curve is used for
    private static final int SECONDS = 1;
    private static final int HOURS = 2;

    private int most;
    private byte[][] bytes = new byte[0][];
    private float[][] sums = new float[0][];
    private int[] free = new int[0];
    private int freed;
    private int count;
    /** Of how many hours the last median was. */
    private int medianOf;

    private final short[] tally = new short[Scale.STEPS];

    Curves(int most) {
        this.most = most;
    }

    /** Changes how many there may be; those there are stay. */
    void most(int changed) {
        most = changed;
    }

    /** A new curve that learns from each second, or NONE when there are too many. */
    int add(int least) {
        return add(least, SECONDS);
    }

    /** A new curve that is told of whole hours by {@link #learn}, or NONE. */
    int addOfHours(int least) {
        return add(least, HOURS);
    }

    private int add(int least, int use) {
        int curve;
        if (freed > 0) {
            curve = free[--freed];
        } else if (count < most) {
            curve = count++;
            if (curve / CHUNK == bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length + 1);
                bytes[bytes.length - 1] = new byte[CHUNK * SIZE];
                sums = Arrays.copyOf(sums, sums.length + 1);
                sums[sums.length - 1] = new float[CHUNK];
            }
        } else {
            return NONE;
        }
        Arrays.fill(chunk(curve), at(curve), at(curve) + SIZE, (byte) 0);
        sums[curve / CHUNK][curve % CHUNK] = 0;
        set(curve, USED, use);
        set(curve, LEAST, least);
        set(curve, SPOILT, 1); // its first interval is not whole
        return curve;
    }

    void free(int curve) {
        set(curve, USED, 0);
        if (freed == free.length) {
            free = Arrays.copyOf(free, Math.max(64, 2 * freed));
        }
        free[freed++] = curve;
    }

    int used() {
        return count - freed;
    }

    private byte[] chunk(int curve) {
        return bytes[curve / CHUNK];
    }

    private static int at(int curve) {
        return curve % CHUNK * SIZE;
    }

    private int get(int curve, int field) {
        return chunk(curve)[at(curve) + field] & 0xff;
    }

    private void set(int curve, int field, int value) {
        chunk(curve)[at(curve) + field] = (byte) value;
    }

    /** From how many hours it was learned. */
    int age(int curve) {
        return get(curve, AGE) << 8 | get(curve, AGE + 1);
    }

    void age(int curve, int hours) {
        int bounded = Math.min(hours, 0xffff);
        set(curve, AGE, bounded >> 8);
        set(curve, AGE + 1, bounded);
    }

    int least(int curve) {
        return get(curve, LEAST);
    }

    /** The step of an hour as it was learned. */
    int hour(int curve, int slot) {
        return get(curve, slot);
    }

    void hour(int curve, int slot, int step) {
        set(curve, slot, step);
    }

    /** Takes the rate of one second. */
    void observe(int curve, long rate) {
        sums[curve / CHUNK][curve % CHUNK] += rate;
    }

    /** Has nothing learned from the present interval. */
    void spoil(int curve) {
        set(curve, SPOILT, 1);
    }

    /** Ends the intervals that end in a second, and the hours. */
    void tick(long localSecond) {
        boolean isHour = Math.floorMod(Math.floorDiv(localSecond, INTERVAL), INTERVALS) == 0;
        int slot = Week.slot(localSecond - INTERVAL * INTERVALS / 2);
        for (int curve = Math.floorMod(localSecond, INTERVAL); curve < count; curve += INTERVAL) {
            if (get(curve, USED) == SECONDS) {
                endInterval(curve);
                if (isHour) {
                    endHour(curve, slot);
                }
            }
        }
    }

    private void endInterval(int curve) {
        float[] sum = sums[curve / CHUNK];
        int step = Scale.step(sum[curve % CHUNK] / INTERVAL);
        sum[curve % CHUNK] = 0;
        if (get(curve, SPOILT) == 0) {
            set(curve, COUNT, get(curve, COUNT) + 1);
            for (int top = TOP; top < TOP + TOPS; top++) {
                int higher = get(curve, top);
                set(curve, top, Math.max(step, higher));
                step = Math.min(step, higher);
            }
        }
        set(curve, SPOILT, 0);
    }

    private void endHour(int curve, int slot) {
        if (get(curve, COUNT) >= LEAST_INTERVALS) {
            learn(curve, slot, get(curve, TOP + TOPS - 1));
        }
        set(curve, COUNT, 0);
        for (int top = TOP; top < TOP + TOPS; top++) {
            set(curve, top, 0);
        }
    }

    /**
     * Learns an hour: more than before at once, but of what is unusually much a part only; less than before by half of the way. On the
     * first day there is nothing to compare with; see {@link #usual}.
     */
    void learn(int curve, int slot, int step) {
        int age = age(curve);
        int before = get(curve, slot);
        int now = age < DAY ? step : Math.min(step, cap(curve, slot));
        set(curve, slot, before == Scale.UNKNOWN || now > before ? now : before - (before - now + 1) / 2);
        age(curve, age + 1);
    }

    /** Whether an hour is held to be unusual. */
    boolean isUnusual(int curve, int slot, int step) {
        return age(curve) >= DAY && step > cap(curve, slot);
    }

    /** The most an hour is believed. */
    private int cap(int curve, int slot) {
        return Math.min(Scale.STEPS - 1, Math.max(get(curve, slot), typical(curve, slot)) + Scale.DOUBLE);
    }

    /** What the curve has at this hour on half of the other days; when few of these are known, in half of all hours. */
    private int typical(int curve, int slot) {
        int sameHour = median(curve, slot % DAY, DAY, slot);
        int typical = medianOf >= FEW_DAYS ? sameHour : Math.max(sameHour, median(curve, 0, 1, slot));
        return Math.max(least(curve), typical);
    }

    /** The upper median of hours that are known, one of them left out. */
    private int median(int curve, int from, int by, int without) {
        Arrays.fill(tally, (short) 0);
        int known = 0;
        for (int slot = from; slot < Week.HOURS; slot += by) {
            if (slot != without && get(curve, slot) != Scale.UNKNOWN) {
                tally[get(curve, slot)]++;
                known++;
            }
        }
        medianOf = known;
        int step = 0;
        for (int below = tally[0]; known > 0 && below <= known / 2; below += tally[step]) {
            step++;
        }
        return step;
    }

    /**
     * The step of what is usual at an hour of the week: the most of that hour and its neighbours, as crowds come early or late. What
     * was seen once only is believed as far as the other hours make it likely.
     */
    int usual(int curve, int slot) {
        return Math.max(
                believed(curve, slot),
                Math.max(
                        believed(curve, (slot + 1) % Week.HOURS),
                        believed(curve, (slot + Week.HOURS - 1) % Week.HOURS)));
    }

    /** The highest that is usual in any hour. */
    int highest(int curve) {
        int highest = 0;
        for (int slot = 0; slot < Week.HOURS; slot++) {
            highest = Math.max(highest, believed(curve, slot));
        }
        return highest;
    }

    private int believed(int curve, int slot) {
        int step = get(curve, slot);
        if (step == Scale.UNKNOWN) {
            return typical(curve, slot);
        }
        return age(curve) >= TRUSTED || step <= least(curve)
                ? step
                : Math.min(step, typical(curve, slot) + Scale.DOUBLE);
    }
}
