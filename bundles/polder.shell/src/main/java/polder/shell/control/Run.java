// SPDX-License-Identifier: Apache-2.0
package polder.shell.control;

import java.io.BufferedOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.ClientPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.CommandException;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one command of scope {@code polder} in a session of its own, as an administrator: who may open the socket is one. */
final class Run {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_CALL = 2;

    private static final Logger LOG = LoggerFactory.getLogger("polder.shell.control");
    private static final String SCOPE = "polder";

    private final SessionFactory sessions;
    private final String user;
    private final Frames frames;

    Run(SessionFactory sessions, String user, Frames frames) {
        this.sessions = sessions;
        this.user = user;
        this.frames = frames;
    }

    /** The exit code. */
    int execute(Hello hello, @Nullable Terminal terminal) {
        PrintStream out = stream(Frames.OUT, hello);
        PrintStream error = stream(Frames.ERROR, hello);
        try {
            Subject.doAs(subject(), (PrivilegedExceptionAction<@Nullable Object>)
                    () -> session(hello, terminal, out, error));
            return DONE;
        } catch (PrivilegedActionException e) {
            return failed(e.getException(), error);
        } catch (RuntimeException e) {
            return failed(e, error);
        } finally {
            out.flush();
            error.flush();
        }
    }

    private PrintStream stream(byte type, Hello hello) {
        return new PrintStream(new BufferedOutputStream(frames.stream(type), Frames.LONGEST), false, hello.charset());
    }

    private Subject subject() {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(user));
        subject.getPrincipals().add(new ClientPrincipal("local", "bin/polder"));
        List.of("admin", "manager", "viewer")
                .forEach(role -> subject.getPrincipals().add(new RolePrincipal(role)));
        return subject;
    }

    private @Nullable Object session(Hello hello, @Nullable Terminal terminal, PrintStream out, PrintStream error)
            throws Exception {
        if (!hello.command().matches("[a-z][a-z-]*")
                || sessions.getRegistry().getCommand(SCOPE, hello.command()) == null) {
            throw new CommandException("there is no command '" + hello.command() + "'; there are " + names());
        }
        Session session = sessions.create(InputStream.nullInputStream(), out, error);
        try {
            session.put("input.encoding", hello.charset().name());
            session.put("polder.columns", hello.columns());
            if (terminal != null) {
                session.put(".jline.terminal", terminal);
            }
            return session.execute(line(session, hello));
        } finally {
            session.close();
        }
    }

    /**
     * The line to run. Arguments go in as values of variables, so nothing a caller writes is ever read as the shell's language: no
     * quote, semicolon, pipe or dollar sign in it means anything.
     */
    private static String line(Session session, Hello hello) {
        StringBuilder line = new StringBuilder(SCOPE + ":" + hello.command());
        for (int i = 0; i < hello.arguments().size(); i++) {
            String name = "polder_argument_" + i;
            session.put(name, hello.arguments().get(i));
            line.append(" $").append(name);
        }
        return line.toString();
    }

    private String names() {
        return sessions.getRegistry().getCommands().stream()
                .filter(command -> command.getScope().equals(SCOPE))
                .map(Command::getName)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** A wrong call is Karaf's exception, a command that could not be done has one of ours; anything else is a bug. */
    private static int failed(Exception e, PrintStream error) {
        String name = e.getClass().getSimpleName();
        if (name.equals("CommandException")) {
            boolean wrongCall = e.getClass() == CommandException.class;
            boolean order = wrongCall && String.valueOf(e.getMessage()).startsWith("Too many arguments");
            error.println("polder: " + e.getMessage() + (order ? "; options go before arguments" : ""));
            return wrongCall ? WRONG_CALL : FAILED;
        }
        if (name.equals("CommandNotFoundException")) {
            error.println("polder: the commands are being replaced at this moment; try again");
            return FAILED;
        }
        if (e instanceof InterruptedException || e instanceof java.io.InterruptedIOException) {
            LOG.debug("a client has left before its command was done");
            return FAILED;
        }
        LOG.error("a command of bin/polder has failed", e);
        error.println("polder: " + name.toLowerCase(Locale.ROOT) + ": " + e.getMessage());
        return FAILED;
    }
}
