// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as ISO-8601 in UTC with milliseconds, such as {@code 2026-01-31T08:05:09.120Z}. */
final class UtcTime {
    private UtcTime() {}

    /** @param epochNanos nanoseconds since 1970 */
    static String format(long epochNanos) {
        int nanos = (int) Math.floorMod(epochNanos, 1_000_000_000L);
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(Math.floorDiv(epochNanos, 1_000_000_000L), nanos, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(24);
        digits(text, time.getYear(), 4).append('-');
        digits(text, time.getMonthValue(), 2).append('-');
        digits(text, time.getDayOfMonth(), 2).append('T');
        digits(text, time.getHour(), 2).append(':');
        digits(text, time.getMinute(), 2).append(':');
        digits(text, time.getSecond(), 2).append('.');
        return digits(text, nanos / 1_000_000, 3).append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder text, int value, int count) {
        String digits = Integer.toString(value);
        return text.append("0".repeat(Math.max(0, count - digits.length()))).append(digits);
    }
}
