// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import org.jspecify.annotations.Nullable;

/**
 * What a row asks of the payload.
 *
 * @param content how it looks; null when the row does not ask
 * @param strictness what happens when it is not seen
 */
record Demand(@Nullable Content content, Strictness strictness) {
    static final Demand NOTHING = new Demand(null, Strictness.WHERE_THERE_ARE_BYTES);

    enum Strictness {
        /** The row matches only when the content is seen: {@code dns-any!}. */
        MUST_BE_SEEN,
        /** When there are too few bytes to tell, the rest of the row will do: {@code dns-answer}. */
        WHERE_THERE_ARE_BYTES,
        /** The row matches whatever the bytes are, and says so: {@code memcached?}. */
        SAYS_ONLY
    }

    /**
     * Reads the name of a content or a pattern, with {@code !} or {@code ?} behind it.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Demand parse(String text) {
        char last = text.charAt(text.length() - 1);
        Strictness strictness =
                switch (last) {
                    case '!' -> Strictness.MUST_BE_SEEN;
                    case '?' -> Strictness.SAYS_ONLY;
                    default -> Strictness.WHERE_THERE_ARE_BYTES;
                };
        String body = strictness == Strictness.WHERE_THERE_ARE_BYTES ? text : text.substring(0, text.length() - 1);
        if (body.startsWith(Pattern.TEXT) || body.startsWith(Pattern.HEX)) {
            return new Demand(Pattern.parse(body), strictness);
        }
        Content named = Payloads.NAMES.get(body);
        if (named == null) {
            throw new IllegalArgumentException("'" + body + "' is no content known by name");
        }
        return new Demand(named, strictness);
    }

    Certainty of(VectorSample sample) {
        Content asked = content;
        if (asked == null) {
            return Certainty.SEEN;
        }
        Content.Answer answer = sample.dataLength() == 0
                ? Content.Answer.TOO_SHORT
                : asked.check(sample.bytes(), sample.dataOffset(), sample.dataLength());
        return switch (answer) {
            case YES -> Certainty.SEEN;
            case NO -> strictness == Strictness.SAYS_ONLY ? Certainty.OTHER_CONTENT : Certainty.NONE;
            case TOO_SHORT -> strictness == Strictness.MUST_BE_SEEN ? Certainty.NONE : Certainty.NO_BYTES;
        };
    }
}
