// SPDX-License-Identifier: Apache-2.0
package polder.replay;

/** The time of a recording, which never goes back: where its clock was set back, or stood for long, time goes on from there. */
final class VirtualClock {
    static final long BEAT = 100_000_000L;

    /** Packets of several queues are not written quite in order. */
    private static final long DISORDER = 1_000_000_000L;

    /** In a longer pause everything comes to rest; the remainder of it is passed over. */
    private static final long PAUSE = 600_000_000_000L;

    private long begin = Long.MIN_VALUE;
    private long last;
    private long due;
    private long offset;
    private int jumps;

    /** What time a packet has that was recorded at this one. */
    long at(long recorded) {
        if (begin == Long.MIN_VALUE) {
            begin = recorded;
            last = recorded;
            due = begin + BEAT;
        }
        long time = recorded + offset;
        if (time < last - DISORDER) {
            jumps++;
            offset = last - recorded;
        }
        last = Math.max(last, recorded + offset);
        return recorded + offset;
    }

    /** Whether a beat is due before a packet of this time. */
    boolean isDue(long time) {
        return time >= due;
    }

    /** The end of the beat, which is over. */
    long beat() {
        long end = due;
        due += BEAT;
        if (last - due > PAUSE) {
            jumps++;
            due = last;
        }
        return end;
    }

    boolean hasBegun() {
        return begin != Long.MIN_VALUE;
    }

    long begin() {
        return begin;
    }

    long last() {
        return last;
    }

    /** How often the clock was set back, or a pause was passed over. */
    int jumps() {
        return jumps;
    }
}
