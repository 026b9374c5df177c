// SPDX-License-Identifier: Apache-2.0
package polder.shell;

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

/** Has events that wait for a route, or were given up, tried at once. */
@Service
@Command(
        scope = "polder",
        name = "outbox-retry",
        description = "Has events that wait for a route, or were given up, tried at once")
public final class OutboxRetry implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(
            name = "name",
            description = "A route, or the id of an event that was given up; all there are if none is named")
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
        int events = new Appliance(context).outbox().retry(name);
        if (events < 0) {
            throw new CommandException(
                    "there is no route and no event given up called " + name + "; see polder:outbox-list");
        }
        Output.of(session, json).page(new Page().fact("events", "Tried now", (long) events));
        return null;
    }
}
