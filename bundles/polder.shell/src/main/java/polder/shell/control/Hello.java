// SPDX-License-Identifier: Apache-2.0
package polder.shell.control;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a client says first; see {@link Frames}. */
record Hello(
        boolean terminal, String type, int columns, int rows, Charset charset, String command, List<String> arguments) {
    private static final String VERSION = "1";
    private static final int FIXED = 7;

    static Hello of(Frames.Frame frame) throws IOException {
        List<String> texts = frame.texts();
        if (frame.type() != Frames.HELLO
                || texts.size() < FIXED
                || !texts.get(0).equals(VERSION)) {
            throw new IOException("no hello of version " + VERSION);
        }
        return new Hello(
                texts.get(1).equals("1"),
                texts.get(2),
                number(texts.get(3)),
                number(texts.get(4)),
                charset(texts.get(5)),
                texts.get(6),
                List.copyOf(texts.subList(FIXED, texts.size())));
    }

    static int number(String text) throws IOException {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IOException("'" + text + "' is no size of a terminal");
        }
        return Integer.parseInt(text);
    }

    private static Charset charset(String name) {
        return name.equals("UTF-8") ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    }
}
