// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

/** Makes texts as short as a service wants them. */
public final class Cut {
    private static final String MORE = "…";

    private Cut() {}

    /** The text, or so much of its beginning that it has this many UTF-16 units with an ellipsis at its end. */
    public static String to(int most, String text) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - MORE.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + MORE;
    }
}
