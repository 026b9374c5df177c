// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import org.jspecify.annotations.Nullable;

/** Writes and reads addresses as text. */
final class AddressText {
    private AddressText() {}

    static String format(long high, long low) {
        StringBuilder out = new StringBuilder(39);
        if (Address.isV4(high, low)) {
            quad(out, (int) low);
        } else {
            groups(out, high, low);
        }
        return out.toString();
    }

    private static void quad(StringBuilder out, int bits) {
        out.append(bits >>> 24).append('.').append((bits >>> 16) & 0xff);
        out.append('.').append((bits >>> 8) & 0xff).append('.').append(bits & 0xff);
    }

    /** RFC 5952, section 4: lower case, no leading zeros, the first longest run of two or more zero groups is "::". */
    private static void groups(StringBuilder out, long high, long low) {
        int best = -1;
        int bestLength = 1;
        for (int from = 0; from < 8; from++) {
            int length = 0;
            while (from + length < 8 && group(high, low, from + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                best = from;
                bestLength = length;
            }
        }
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                out.append("::");
                i += bestLength - 1;
            } else {
                if (i > 0 && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(group(high, low, i)));
            }
        }
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    static @Nullable Address parse(String text) {
        if (text.length() > 45) {
            return null;
        }
        if (text.indexOf(':') >= 0) {
            return parse6(text);
        }
        long bits = parse4(text);
        return bits < 0 ? null : Address.v4((int) bits);
    }

    /** The 32 bits, or -1. Leading zeros are refused: some programs read them as octal. */
    private static long parse4(String text) {
        long bits = 0;
        int parts = 0;
        int at = 0;
        while (at <= text.length()) {
            int dot = text.indexOf('.', at);
            int end = dot < 0 ? text.length() : dot;
            int value = number(text, at, end, 10, 3);
            if (value < 0 || value > 255 || (end - at > 1 && text.charAt(at) == '0') || ++parts > 4) {
                return -1;
            }
            bits = (bits << 8) | value;
            at = end + 1;
        }
        return parts == 4 ? bits : -1;
    }

    private static @Nullable Address parse6(String text) {
        String full = text;
        int lastColon = text.lastIndexOf(':');
        if (text.indexOf('.') > lastColon) {
            long bits = parse4(text.substring(lastColon + 1));
            if (bits < 0) {
                return null;
            }
            full = text.substring(0, lastColon + 1) + Long.toHexString(bits >>> 16) + ":"
                    + Long.toHexString(bits & 0xffff);
        }
        int gap = full.indexOf("::");
        if (gap >= 0 && full.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        int[] groups = new int[8];
        int head = fill(groups, 0, gap < 0 ? full : full.substring(0, gap));
        if (gap < 0) {
            return head == 8 ? assemble(groups) : null;
        }
        int[] tail = new int[8];
        int tailLength = fill(tail, 0, full.substring(gap + 2));
        if (head < 0 || tailLength < 0 || head + tailLength > 7) {
            return null;
        }
        System.arraycopy(tail, 0, groups, 8 - tailLength, tailLength);
        return assemble(groups);
    }

    /** Reads colon separated groups; gives how many, or -1. */
    private static int fill(int[] groups, int count, String text) {
        int n = count;
        int at = 0;
        while (!text.isEmpty() && at <= text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? text.length() : colon;
            int value = number(text, at, end, 16, 4);
            if (value < 0 || n == 8) {
                return -1;
            }
            groups[n++] = value;
            at = end + 1;
        }
        return n;
    }

    private static Address assemble(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = (high << 16) | groups[i];
            low = (low << 16) | groups[i + 4];
        }
        return new Address(high, low);
    }

    private static int number(String text, int from, int to, int radix, int digits) {
        if (to <= from || to - from > digits) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
