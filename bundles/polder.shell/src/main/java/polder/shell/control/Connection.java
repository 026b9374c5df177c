// SPDX-License-Identifier: Apache-2.0
package polder.shell.control;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.util.function.Function;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client: a thread reads what it sends, another runs its command. When the client leaves, the command is interrupted. */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger("polder.shell.control");

    private final Frames frames;
    private final SessionFactory sessions;
    private final String user;

    Connection(Frames frames, SessionFactory sessions, String user) {
        this.frames = frames;
        this.sessions = sessions;
        this.user = user;
    }

    /** Reads until the connection is closed, by either side. */
    void read(Function<Runnable, Thread> threads) {
        Thread running = null;
        try {
            Hello hello = Hello.of(frames.read());
            LineDisciplineTerminal terminal = hello.terminal() ? terminal(hello) : null;
            running = threads.apply(() -> run(hello, terminal));
            running.start();
            while (true) {
                take(frames.read(), terminal);
            }
        } catch (IOException e) {
            LOG.debug("a client of the control socket has left: {}", e.getMessage());
        } finally {
            close();
            if (running != null) {
                running.interrupt();
            }
        }
    }

    private LineDisciplineTerminal terminal(Hello hello) throws IOException {
        BufferedOutputStream out = new BufferedOutputStream(frames.stream(Frames.OUT), Frames.LONGEST);
        LineDisciplineTerminal terminal =
                new LineDisciplineTerminal("polder", hello.type(), out, hello.charset(), SignalHandler.SIG_IGN);
        terminal.setSize(new Size(hello.columns(), hello.rows()));
        return terminal;
    }

    private static void take(Frames.Frame frame, @Nullable LineDisciplineTerminal terminal) throws IOException {
        if (terminal == null) {
            return;
        }
        if (frame.type() == Frames.INPUT) {
            terminal.processInputBytes(frame.payload().array());
        } else if (frame.type() == Frames.SIZE && frame.texts().size() == 2) {
            int columns = Hello.number(frame.texts().get(0));
            terminal.setSize(new Size(columns, Hello.number(frame.texts().get(1))));
            terminal.raise(Signal.WINCH);
        }
    }

    private void run(Hello hello, @Nullable LineDisciplineTerminal terminal) {
        try (frames) {
            int code = new Run(sessions, user, frames).execute(hello, terminal);
            frames.exit(code);
        } catch (IOException e) {
            LOG.debug("a client of the control socket has left before its answer: {}", e.getMessage());
        }
    }

    void close() {
        try {
            frames.close();
        } catch (IOException e) {
            LOG.debug("a connection could not be closed: {}", e.getMessage());
        }
    }
}
