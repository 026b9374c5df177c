// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import polder.evidence.Content.Answer;

/** Bytes at a place of the payload: {@code text:SIP/2.0}, {@code hex:ffffffff}, {@code hex:........00000001}, {@code text:DHIP@4}. */
final class Pattern implements Content {
    static final String TEXT = "text:";
    static final String HEX = "hex:";
    static final String ACCEPTED =
            "text:CHARACTERS (\\s is a blank) or hex:DIGITS (a dot is any digit), perhaps with @OFFSET, several joined by |";
    private static final int LONGEST = 64;
    private static final int FARTHEST = 255;

    private final byte[] values;
    private final byte[] masks;
    private final int offset;

    private Pattern(byte[] values, byte[] masks, int offset) {
        this.values = values;
        this.masks = masks;
        this.offset = offset;
    }

    /**
     * Reads one pattern, or several of which one has to match.
     *
     * @throws IllegalArgumentException when the text is none
     */
    static Content parse(String text) {
        List<Pattern> patterns = new ArrayList<>();
        for (String one : text.split("\\|", -1)) {
            // hex:49|50 is short for hex:49|hex:50
            boolean named = one.startsWith(TEXT) || one.startsWith(HEX);
            String start = text.substring(0, text.indexOf(':') + 1);
            patterns.add(one(named ? one : start + one));
        }
        Pattern[] all = patterns.toArray(new Pattern[0]);
        return all.length == 1 ? all[0] : (in, at, length) -> any(all, in, at, length);
    }

    private static Pattern one(String text) {
        int mark = text.lastIndexOf('@');
        boolean placed = mark >= 0 && text.substring(mark + 1).matches("[0-9]{1,3}");
        int offset = placed ? Integer.parseInt(text.substring(mark + 1)) : 0;
        String body = placed ? text.substring(0, mark) : text;
        byte[] values;
        byte[] masks;
        if (body.startsWith(HEX)) {
            String digits = body.substring(HEX.length());
            values = nibbles(digits, false);
            masks = nibbles(digits, true);
        } else {
            values = body.substring(TEXT.length()).replace("\\s", " ").getBytes(StandardCharsets.ISO_8859_1);
            masks = new byte[values.length];
            Arrays.fill(masks, (byte) 0xff);
        }
        if (values.length == 0 || values.length > LONGEST || offset > FARTHEST) {
            throw new IllegalArgumentException(
                    "a pattern has 1 to " + LONGEST + " bytes and starts at 0 to " + FARTHEST);
        }
        return new Pattern(values, masks, offset);
    }

    private static byte[] nibbles(String digits, boolean mask) {
        if (!digits.matches("([0-9a-fA-F.]{2})*")) {
            throw new IllegalArgumentException("'" + digits + "' is not pairs of hexadecimal digits or dots");
        }
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            int nibble = digit == '.' ? 0 : mask ? 0xf : Character.digit(digit, 16);
            bytes[i / 2] |= (byte) (i % 2 == 0 ? nibble << 4 : nibble);
        }
        return bytes;
    }

    private static Answer any(Pattern[] all, ByteBuffer in, int at, int length) {
        Answer best = Answer.NO;
        for (Pattern one : all) {
            Answer answer = one.check(in, at, length);
            if (answer == Answer.YES) {
                return answer;
            }
            best = answer == Answer.TOO_SHORT ? answer : best;
        }
        return best;
    }

    @Override
    public Answer check(ByteBuffer in, int at, int length) {
        int there = Math.min(values.length, length - offset);
        for (int i = 0; i < there; i++) {
            if ((in.get(at + offset + i) & masks[i]) != values[i]) {
                return Answer.NO;
            }
        }
        return there == values.length ? Answer.YES : Answer.TOO_SHORT;
    }
}
