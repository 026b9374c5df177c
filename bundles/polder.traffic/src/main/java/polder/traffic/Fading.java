// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

/** The time of the beats, and how moving averages fade in it. Used like {@link HostTable}. */
final class Fading {
    /** By a clock that never goes back. */
    private double seconds;

    private long millis;
    private double averageSeconds = 5;
    private double ofBeat = 1;
    private int lastBeat;
    /** What was last asked for: most hosts are either busy or were told of a round ago. */
    private int memoAge;

    private double memo = 1;

    void pass(double beat, double averageTime) {
        long before = millis;
        seconds += beat;
        millis = Math.round(seconds * 1000);
        lastBeat = (int) (millis - before);
        averageSeconds = averageTime;
        ofBeat = Math.exp(-beat / averageTime);
        memoAge = 0;
        memo = 1;
    }

    long millis() {
        return millis;
    }

    /** The time constant of the averages. */
    double averageSeconds() {
        return averageSeconds;
    }

    /** What is left of an average after the newest beat. */
    double ofBeat() {
        return ofBeat;
    }

    /** What is left of an average after some milliseconds. */
    double after(int age) {
        if (age == lastBeat) {
            return ofBeat;
        }
        if (age != memoAge) {
            memoAge = age;
            memo = Math.exp(-age / (1000 * averageSeconds));
        }
        return memo;
    }
}
