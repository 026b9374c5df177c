// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes there are, of notifiers and of files, changed while attacks come in. A file that is no good is tried out beside the
 * running context first, so its last good routes are never touched. Used by one thread.
 */
final class Routes implements RouteFolder.Reader {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");

    private final Map<String, RouteText> good = new HashMap<>();
    private final RouteFolder folder = new RouteFolder(this);
    private final Function<Mailboxes, CamelContext> contexts;
    private final Mailboxes mailboxes;
    private final CamelContext context;
    private final RouteBook book;
    private Path path = Path.of("");

    /** @param contexts makes a context whose component polder: uses these mailboxes */
    Routes(Function<Mailboxes, CamelContext> contexts, Mailboxes mailboxes) {
        this.contexts = contexts;
        this.mailboxes = mailboxes;
        context = contexts.apply(mailboxes);
        context.start();
        book = new RouteBook(context);
    }

    /** Looks for new, changed and gone files. */
    void look(Path now) {
        path = now;
        folder.look(now);
        mailboxes.sweep(Instant.now());
    }

    void add(String notifier, RoutesBuilder builder) {
        try {
            said("added", "", book.add(notifier, List.of(builder)));
        } catch (Exception e) {
            LOG.error("{}: routes are refused: {}", notifier, RouteFault.reason(e));
        }
    }

    /** A notifier's configuration has changed: its routes are made anew. When that cannot be done the last good ones go on. */
    void change(String notifier, RoutesBuilder builder) {
        if (book.of(notifier).isEmpty()) {
            add(notifier, builder);
            return;
        }
        try {
            rehearse(stage -> stage.addRoutes(builder));
            book.remove(notifier);
            said("renewed", "", book.add(notifier, List.of(builder)));
        } catch (Exception e) {
            LOG.error("{}: routes are refused: {}; the last good ones go on", notifier, RouteFault.reason(e));
        }
    }

    /** Removes a notifier's routes. What they have not taken waits for a minute: the notifier may just be replaced. */
    void remove(String notifier) {
        try {
            said("removed", "", book.remove(notifier));
        } catch (Exception e) {
            LOG.error("{}: routes could not be removed: {}", notifier, RouteFault.reason(e));
        }
    }

    @Override
    public void changed(RouteText text) {
        RouteText before = good.get(text.file());
        Set<String> old = Set.copyOf(book.of(text.file()));
        try {
            if (before != null) {
                rehearse(stage -> {
                    for (RoutesBuilder builder : text.parse(stage, book.ofOthers(text.file()))) {
                        stage.addRoutes(builder);
                    }
                });
                book.remove(text.file());
            }
            Set<String> now = start(text);
            said(before == null ? "added" : "changed", " of " + name(text.file()), now);
            good.put(text.file(), text);
            Set<String> gone = new HashSet<>(old);
            gone.removeAll(now);
            gone.forEach(mailboxes::forget);
        } catch (Exception e) {
            refused(text, e, before);
        }
    }

    private Set<String> start(RouteText text) throws Exception {
        return book.add(text.file(), text.parse(context, book.ofOthers(text.file())));
    }

    private void refused(RouteText text, Exception fault, @Nullable RouteText before) {
        String file = text.file();
        int line = text.line(fault);
        String where = line > 0 ? name(file) + ", line " + line : name(file);
        String now = before == null ? "it is left out" : "its last good routes go on";
        LOG.error("{}: {}; {}", where, RouteFault.reason(fault), now);
        if (before != null && book.of(file).isEmpty()) {
            try {
                start(before);
            } catch (Exception e) {
                LOG.error("{}: its last good routes do not start again: {}", name(file), RouteFault.reason(e));
            }
        }
    }

    /** Makes the routes in a context of their own, started but for the routes. */
    private void rehearse(Play play) throws Exception {
        CamelContext stage = contexts.apply(new Mailboxes(
                new Terms(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0),
                Duration.ZERO,
                Shelf.NONE,
                (event, route, failure) -> {}));
        stage.setAutoStartup(false);
        try {
            stage.start();
            play.on(stage);
        } finally {
            stage.stop();
        }
    }

    /** Makes routes. */
    private interface Play {
        void on(CamelContext stage) throws Exception;
    }

    @Override
    public void gone(String file) {
        good.remove(file);
        Set<String> old = Set.copyOf(book.of(file));
        remove(file);
        old.forEach(mailboxes::forget);
    }

    private static void said(String what, String where, Set<String> ids) {
        ids.forEach(id -> LOG.info("route {}{} {}", id, where, what));
    }

    /** As an operator knows the file: {@code etc/routes/mail.xml}. */
    private String name(String file) {
        Path base = Path.of(System.getProperty("karaf.base", "/")).toAbsolutePath();
        Path full = path.resolve(file).toAbsolutePath();
        return full.startsWith(base) ? base.relativize(full).toString() : full.toString();
    }

    void stop() {
        context.stop();
    }
}
