// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/**
 * TCP flags a row accepts.
 *
 * @param value those set
 * @param mask those looked at
 */
record Flags(int value, int mask) {
    static final Flags ANY = new Flags(0, 0);
    private static final String LETTERS = "FSRPAU";

    /**
     * Reads {@code S/FSRA}: of F, S, R and A the S alone is set. Without a slash all six of FSRPAU are looked at; {@code 0} is none.
     *
     * @throws IllegalArgumentException when it is nothing of the kind
     */
    static Flags parse(String text) {
        int slash = text.indexOf('/');
        int value = bits(slash < 0 ? text : text.substring(0, slash));
        int mask = slash < 0 ? bits(LETTERS) : bits(text.substring(slash + 1));
        if ((value & ~mask) != 0 || mask == 0) {
            throw new IllegalArgumentException("flags before the slash have to be among those behind it");
        }
        return new Flags(value, mask);
    }

    private static int bits(String text) {
        int bits = 0;
        for (char letter : (text.equals("0") ? "" : text).toCharArray()) {
            int bit = LETTERS.indexOf(letter);
            if (bit < 0) {
                throw new IllegalArgumentException("'" + letter + "' is none of " + LETTERS);
            }
            bits |= 1 << bit;
        }
        return bits;
    }

    boolean accepts(int flags) {
        return (flags & mask) == value;
    }
}
