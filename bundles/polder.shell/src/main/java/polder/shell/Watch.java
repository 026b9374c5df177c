// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.NonBlockingReader;

/** A terminal while it is drawn on: keys come one by one, and closing gives it back as it was. Used by one thread. */
final class Watch implements AutoCloseable {
    private static final String BEGIN = "\033[?1049h\033[?25l\033[2J";
    private static final String END = "\033[?25h\033[0m\033[?1049l";
    private static final long REFRESH_MILLIS = 1000;
    private static final long LOOK_MILLIS = 100;
    private static final int NO_KEY = 0;
    private static final int CTRL_C = 3;

    private final Terminal terminal;
    private final Attributes before;
    private final SignalHandler beforeInterrupt;
    private volatile boolean quit;

    Watch(Terminal terminal) {
        this.terminal = terminal;
        before = terminal.enterRawMode();
        beforeInterrupt = terminal.handle(Signal.INT, signal -> quit = true);
        draw(BEGIN);
    }

    boolean quits() {
        return quit;
    }

    int columns() {
        return terminal.getWidth() > 0 ? terminal.getWidth() : 80;
    }

    int rows() {
        return terminal.getHeight() > 0 ? terminal.getHeight() : 24;
    }

    void draw(String text) {
        terminal.writer().write(text);
        terminal.flush();
    }

    /** The next key, or zero when a second has passed, the size has changed, or it is over. */
    int key() throws IOException, InterruptedException {
        Size size = terminal.getSize();
        for (long waited = 0; waited < REFRESH_MILLIS && !quit; waited += LOOK_MILLIS) {
            int key = terminal.reader().read(LOOK_MILLIS);
            if (key == NonBlockingReader.EOF || key == 'q' || key == 'Q' || key == CTRL_C) {
                quit = true;
            } else if (key != NonBlockingReader.READ_EXPIRED) {
                return key;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!terminal.getSize().equals(size)) {
                break;
            }
        }
        return NO_KEY;
    }

    @Override
    public void close() {
        draw(END);
        terminal.handle(Signal.INT, beforeInterrupt);
        terminal.setAttributes(before);
    }
}
