// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import polder.api.traffic.WindowRoutes;

/** Sends an attack that never was, or the traffic as it is now, through a route, and says what the server has answered. */
@Service
@Command(
        scope = "polder",
        name = "notify-test",
        description = "Sends a test message through a route, and says what the server has answered")
public final class NotifyTest implements Action {
    /** Of a route that takes attacks, or of one that takes snapshots of the traffic. */
    @FunctionalInterface
    private interface Test {
        String test(String route) throws IOException;
    }

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
        Appliance appliance = new Appliance(context);
        Outbox outbox = appliance.outbox();
        Optional<WindowRoutes> windows = appliance.find(WindowRoutes.class);
        Stream<String> ofTraffic = windows.stream().flatMap(one -> one.routes().stream().map(WindowRoutes.Route::name));
        Set<String> snapshots = ofTraffic.collect(Collectors.toSet());
        String route = Stream.concat(outbox.routes().stream().map(Outbox.Route::name), snapshots.stream())
                .filter(one -> one.equals(name) || one.equals("polder.notify." + name))
                .findFirst()
                .orElseThrow(() -> new CommandException("there is no route " + name + "; see polder:outbox-list"));
        Test test = windows.isPresent() && snapshots.contains(route) ? windows.get()::test : outbox::test;
        long begin = System.nanoTime();
        String answer = answer(test, route);
        Output.of(session, json)
                .page(new Page()
                        .fact("route", "Route", route)
                        .fact("milliseconds", "Taken after ms", (System.nanoTime() - begin) / 1_000_000)
                        .fact("answer", "Answer", answer.isEmpty() ? "none is known; no failure" : answer));
        return null;
    }

    private static String answer(Test test, String route) throws CommandException {
        try {
            return test.test(route);
        } catch (IOException e) {
            throw new CommandException(route + " failed: " + e.getMessage());
        }
    }
}
