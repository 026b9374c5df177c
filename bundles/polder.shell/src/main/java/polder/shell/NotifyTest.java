// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import java.util.Optional;
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
import polder.api.traffic.WindowRoutes;

/** Sends an attack that never was, or the traffic of now, through a route, and says what the server has answered. */
@Service
@Command(
        scope = "polder",
        name = "notify-test",
        description = "Sends a test message through a route, and says what the server has answered")
public final class NotifyTest implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(name = "route", description = "A route, or what comes after polder.notify. in its name", required = true)
    @Completion(RouteNames.class)
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
        RouteRow route = RouteRow.all(appliance).stream()
                .filter(one -> one.name().equals(name) || one.name().equals("polder.notify." + name))
                .findFirst()
                .orElseThrow(() -> new CommandException("there is no route " + name + "; see polder:route-list"));
        long begin = System.nanoTime();
        String answer = answer(appliance, route);
        Output.of(session, json)
                .page(new Page()
                        .fact("route", "Route", route.name())
                        .fact("milliseconds", "Taken after ms", (System.nanoTime() - begin) / 1_000_000)
                        .fact("answer", "Answer", answer.isEmpty() ? "none is known; no failure" : answer));
        return null;
    }

    private static String answer(Appliance appliance, RouteRow route) throws CommandException {
        Optional<WindowRoutes> windows = appliance.find(WindowRoutes.class);
        boolean ofTraffic = windows.isPresent()
                && windows.get().routes().stream().anyMatch(one -> one.name().equals(route.name()));
        try {
            return ofTraffic
                    ? windows.get().test(route.name())
                    : appliance.outbox().test(route.name());
        } catch (IOException e) {
            throw new CommandException(route.name() + " failed: " + e.getMessage());
        }
    }
}
