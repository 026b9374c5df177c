// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Outbox;

/** Lists the routes and what waits for them, or what was given up. */
@Service
@Command(
        scope = "polder",
        name = "outbox-list",
        description = "Lists the routes that notify, and the events that wait for them")
public final class OutboxList implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--dead", description = "The events that were given up")
    boolean dead;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Outbox outbox = new Appliance(context).outbox();
        Output output = Output.of(session, json);
        if (dead) {
            output.list(OutboxRows.dead(), outbox.dead());
        } else {
            output.list(OutboxRows.routes(), outbox.routes());
        }
        return null;
    }
}
