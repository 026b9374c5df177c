// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.json.Json;
import javax.json.JsonArrayBuilder;
import org.apache.karaf.shell.api.console.Session;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * Where a command prints to, and how.
 *
 * @param charset what the reader understands: decides on the table's lines only
 * @param width of the reader's screen in columns; zero where it does not matter
 */
record Output(PrintStream out, Charset charset, int width, boolean json) {
    /** Session variable naming the charset of a session without a terminal. */
    static final String ENCODING = "input.encoding";

    /** Session variable with the width of the screen of a session without a terminal. */
    static final String COLUMNS = "polder.columns";

    /** The standard output, which the console has bound to the session, or to the next command of a pipe. */
    static Output of(Session session, boolean json) {
        return new Output(System.out, charset(session), width(session), json);
    }

    private static int width(Session session) {
        Terminal terminal = terminal(session);
        if (terminal != null) {
            return terminal.getWidth();
        }
        return session.get(COLUMNS) instanceof Integer columns ? columns : 0;
    }

    private static Charset charset(Session session) {
        Terminal terminal = terminal(session);
        if (terminal != null && terminal.encoding() != null) {
            return terminal.encoding();
        }
        Object name = session.get(ENCODING);
        return name != null && Charset.isSupported(name.toString())
                ? Charset.forName(name.toString())
                : StandardCharsets.US_ASCII;
    }

    /** The terminal of a session, or null when there is none that can be drawn on. */
    static @Nullable Terminal terminal(Session session) {
        return session.get(".jline.terminal") instanceof Terminal terminal
                        && !terminal.getType().startsWith(Terminal.TYPE_DUMB)
                ? terminal
                : null;
    }

    <T> void list(Columns<T> columns, List<T> rows) {
        if (json) {
            out.println(Values.print(columns.json(rows)));
        } else {
            columns.table(rows, this);
        }
        out.flush();
    }

    /** Pages of one kind: an array in JSON. */
    void pages(List<Page> pages) {
        if (json) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            pages.forEach(page -> array.add(page.json()));
            out.println(Values.print(array.build()));
        } else {
            for (int i = 0; i < pages.size(); i++) {
                out.print(i > 0 ? System.lineSeparator() : "");
                pages.get(i).print(this);
            }
        }
        out.flush();
    }

    void page(Page page) {
        if (json) {
            out.println(Values.print(page.json()));
        } else {
            page.print(this);
        }
        out.flush();
    }
}
