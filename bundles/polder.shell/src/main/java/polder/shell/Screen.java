// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.List;

/** A screen full of lines, each cut to the width, in a style of its own. */
final class Screen {
    private static final String RESET = "\033[0m";
    private static final String TO_END = "\033[K";

    /** How a line looks. */
    enum Style {
        PLAIN(""),
        BOLD("\033[1m"),
        REVERSE("\033[7m"),
        RED("\033[1;31m"),
        DIM("\033[2m");

        private final String on;

        Style(String on) {
            this.on = on;
        }
    }

    private record Line(String text, Style style) {}

    private final List<Line> lines = new ArrayList<>();
    private final int columns;
    private final int rows;

    Screen(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    int columns() {
        return columns;
    }

    /** How many lines still fit. */
    int left() {
        return rows - lines.size();
    }

    /** Adds a line, when it still fits. */
    void line(Style style, String text) {
        if (left() > 0) {
            lines.add(new Line(fit(Text.printable(text), columns), style));
        }
    }

    /** A text cut or filled to a width. */
    static String fit(String text, int width) {
        return text.length() > width ? text.substring(0, width) : text + " ".repeat(width - text.length());
    }

    /** The same at the right side. */
    static String fitRight(String text, int width) {
        return text.length() > width ? text.substring(0, width) : " ".repeat(width - text.length()) + text;
    }

    /** Everything as escape sequences; every line is placed by itself, so nothing ever scrolls. */
    String draw() {
        StringBuilder out = new StringBuilder();
        for (int row = 0; row < lines.size(); row++) {
            Line line = lines.get(row);
            out.append("\033[")
                    .append(row + 1)
                    .append(";1H")
                    .append(line.style().on)
                    .append(line.text());
            out.append(RESET).append(TO_END);
        }
        return out.append("\033[J").toString();
    }

    /** Everything as plain text. */
    List<String> plain() {
        return lines.stream().map(line -> line.text().stripTrailing()).toList();
    }
}
