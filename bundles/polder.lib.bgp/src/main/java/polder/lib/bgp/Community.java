// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.util.Locale;

/** A BGP community. Written as in a cfg, which is as ExaBGP and BIRD users know them. */
public sealed interface Community {
    /** Asks who receives the route to drop what is sent there (RFC 7999). */
    Community BLACKHOLE = new Standard(65535, 666);

    /** The route does not leave the AS that receives it (RFC 1997). */
    Community NO_EXPORT = new Standard(65535, 65281);

    /** The route does not leave the router that receives it (RFC 1997). */
    Community NO_ADVERTISE = new Standard(65535, 65282);

    /** RFC 1997. Two bytes each. */
    record Standard(int high, int low) implements Community {
        @Override
        public String toString() {
            return high + ":" + low;
        }
    }

    /** RFC 8092. Four bytes each. */
    record Large(long global, long first, long second) implements Community {
        @Override
        public String toString() {
            return global + ":" + first + ":" + second;
        }
    }

    /**
     * A route target or a route origin (RFC 4360, RFC 5668).
     *
     * @param origin whether it is a route origin, not a route target
     * @param administrator an AS number
     * @param number two bytes when the AS number has four
     */
    record Extended(boolean origin, long administrator, long number) implements Community {
        @Override
        public String toString() {
            return (origin ? "origin:" : "target:") + administrator + ':' + number;
        }
    }

    /**
     * Reads {@code 65001:666}, {@code 65001:1:666}, {@code target:65001:666}, {@code origin:65001:666}, {@code blackhole},
     * {@code no-export} or {@code no-advertise}.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static Community parse(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "blackhole":
                return BLACKHOLE;
            case "no-export":
                return NO_EXPORT;
            case "no-advertise":
                return NO_ADVERTISE;
            default:
                String[] parts = text.split(":", -1);
                return switch (parts.length) {
                    case 2 -> new Standard((int) number(parts[0], 2), (int) number(parts[1], 2));
                    case 3 -> parts[0].matches("[0-9]+")
                            ? new Large(number(parts[0], 4), number(parts[1], 4), number(parts[2], 4))
                            : extended(parts);
                    default -> throw new IllegalArgumentException("no community");
                };
        }
    }

    private static Community extended(String[] parts) {
        long administrator = number(parts[1], 4);
        boolean origin = parts[0].equalsIgnoreCase("origin");
        if (!origin && !parts[0].equalsIgnoreCase("target")) {
            throw new IllegalArgumentException("no community");
        }
        return new Extended(origin, administrator, number(parts[2], administrator > 0xffff ? 2 : 4));
    }

    private static long number(String text, int bytes) {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) >= 1L << (8 * bytes)) {
            throw new IllegalArgumentException("no number of " + bytes + " bytes");
        }
        return Long.parseLong(text);
    }
}
