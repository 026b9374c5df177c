// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

/**
 * The ways in which a record tells when its flow began and ended. Times are in milliseconds of a clock the exporter has: its uptime,
 * or its time of day.
 */
final class TimeFields {
    /** No time at all. */
    static final int NONE = 0;

    /** Milliseconds since boot, 32 bits: 21 and 22. */
    static final int UPTIME = 1;

    static final int SECONDS = 2;
    static final int MILLIS = 3;

    /** NTP timestamps (RFC 5905, section 6): seconds since 1900, and a fraction. RFC 7011, sections 6.1.9 and 6.1.10. */
    static final int NTP = 4;

    /** Microseconds before the message was exported: 158 and 159. */
    static final int BEFORE_EXPORT = 5;

    private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;

    private TimeFields() {}

    static int slot(int field) {
        return switch (field) {
            case 22, 150, 152, 154, 156, 158 -> Slot.START;
            default -> Slot.END;
        };
    }

    static int kind(int field) {
        return switch (field) {
            case 21, 22 -> UPTIME;
            case 150, 151, 322 -> SECONDS;
            case 152, 153, 323 -> MILLIS;
            case 154, 155, 156, 157, 324, 325 -> NTP;
            case 158, 159 -> BEFORE_EXPORT;
            default -> NONE;
        };
    }

    /** The finer before the coarser; when the flow was seen before when the record was made. */
    static int preference(int field) {
        return switch (field) {
            case 152, 153 -> 9;
            case 21, 22 -> 8;
            case 154, 155, 156, 157 -> 7;
            case 158, 159 -> 6;
            case 150, 151 -> 5;
            case 323, 324, 325 -> 4;
            case 322 -> 3;
            default -> 1;
        };
    }

    /**
     * A time in milliseconds of the exporter's time of day.
     *
     * @param value the field as it is
     * @param exported when the message was exported, milliseconds of the same clock
     */
    static long millis(int kind, long value, long exported) {
        return switch (kind) {
            case SECONDS -> value * 1000;
            case NTP -> ((value >>> 32) - SECONDS_FROM_1900_TO_1970) * 1000 + (((value & 0xffff_ffffL) * 1000) >>> 32);
            case BEFORE_EXPORT -> exported - value / 1000;
            default -> value;
        };
    }
}
