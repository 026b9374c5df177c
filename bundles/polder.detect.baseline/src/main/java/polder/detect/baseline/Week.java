// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.Locale;

/** The time as learning goes by: seconds of the clock on the wall, and the hour of the week. Used by one thread. */
final class Week {
    static final int HOURS = 168;
    private static final int HOUR = 3600;
    /** The first of January 1970 was a Thursday; weeks begin on Monday. */
    private static final int FIRST_HOUR = 3 * 24;

    private final ZoneId zone;
    private long hour = Long.MIN_VALUE;
    private int offset;

    Week(ZoneId zone) {
        this.zone = zone;
    }

    /** Seconds since 1970 as if the wall clock were UTC; goes back by an hour when summer time ends. */
    long local(long epochSecond) {
        long now = Math.floorDiv(epochSecond, HOUR);
        if (now != hour) {
            hour = now;
            offset = zone.getRules()
                    .getOffset(Instant.ofEpochSecond(epochSecond))
                    .getTotalSeconds();
        }
        return epochSecond + offset;
    }

    static int slot(long localSecond) {
        return (int) Math.floorMod(Math.floorDiv(localSecond, HOUR) + FIRST_HOUR, (long) HOURS);
    }

    /** {@code mon 14:00-15:00}. */
    static String words(int slot) {
        String day = DayOfWeek.of(1 + slot / 24).getDisplayName(TextStyle.SHORT, Locale.ROOT);
        return String.format(
                Locale.ROOT, "%s %02d:00-%02d:00", day.toLowerCase(Locale.ROOT), slot % 24, (slot + 1) % 24);
    }
}
