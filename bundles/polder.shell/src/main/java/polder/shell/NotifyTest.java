// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Outbox;

/** Sends an attack that never was through a route, and says what the server has answered. */
@Service
@Command(
        scope = "polder",
        name = "notify-test",
        description = "Sends a test message through a route, and says what the server has answered")
public final class NotifyTest implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(name = "route", description = "A route, or what comes after polder.notify. in its name", required = true)
    @Completion(OutboxNames.class)
    String name = "";

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Outbox outbox = new Appliance(context).outbox();
        String route = outbox.routes().stream()
                .map(Outbox.Route::name)
                .filter(one -> one.equals(name) || one.equals("polder.notify." + name))
                .findFirst()
                .orElseThrow(() -> new CommandException("there is no route " + name + "; see polder:outbox-list"));
        long begin = System.nanoTime();
        String answer = answer(outbox, route);
        Output.of(session, json)
                .page(new Page()
                        .fact("route", "Route", route)
                        .fact("milliseconds", "Taken after ms", (System.nanoTime() - begin) / 1_000_000)
                        .fact("answer", "Answer", answer.isEmpty() ? "none is known; no failure" : answer));
        return null;
    }

    private static String answer(Outbox outbox, String route) throws CommandException {
        try {
            return outbox.test(route);
        } catch (IOException e) {
            throw new CommandException(route + " failed: " + e.getMessage());
        }
    }
}
