// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import polder.capture.pcap.PcapSettings.Time;

/**
 * Turns the times of a recording into the times of its replay. A recorded clock that jumps is not followed: a gap of more than a
 * minute and a step back of more than a second are passed over, as if the packets had come at once after another.
 */
final class Pace {
    private static final long LONGEST_GAP = 60_000_000_000L;
    private static final long LONGEST_STEP_BACK = 1_000_000_000L;

    private final double speed;
    private final Time time;
    /** {@link System#nanoTime} and the time of day when the replay began. */
    private long start;

    private long startEpoch;
    /** The recorded time that is replayed at the start; moves with every jump. */
    private long origin;

    private long latest;
    private boolean followed;
    private long jumps;

    Pace(double speed, Time time) {
        this.speed = speed;
        this.time = time;
    }

    /**
     * The replay begins. To be called before the first packet is asked about.
     *
     * @param now {@link System#nanoTime}
     * @param epochNow the time of day, nanoseconds since 1970
     */
    void begin(long now, long epochNow) {
        start = now;
        startEpoch = epochNow;
    }

    /** The next packet is to come at once: the first of all, or of another round. */
    void restart() {
        followed = false;
    }

    /** How many jumps of the recorded clock were passed over. */
    long jumps() {
        return jumps;
    }

    /**
     * When a packet is due, by {@link System#nanoTime}. To be asked once for each packet, in order.
     *
     * @param recorded nanoseconds since 1970
     */
    long due(long recorded) {
        long step = recorded - latest;
        if (!followed) {
            origin += step;
            latest = recorded;
            followed = true;
        } else if (step > LONGEST_GAP || step < -LONGEST_STEP_BACK) {
            jumps++;
            origin += step;
            latest = recorded;
        } else if (step > 0) {
            latest = recorded;
        }
        return start + (long) ((recorded - origin) / speed);
    }

    /**
     * The time a packet is given, nanoseconds since 1970.
     *
     * @param due what {@link #due} said of it
     * @param now {@link System#nanoTime}
     */
    long epochNanos(long recorded, long due, long now) {
        if (time == Time.FILE) {
            return recorded;
        }
        return startEpoch + (Double.isInfinite(speed) ? now : due) - start;
    }
}
