// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Maintenance.Window;
import polder.wire.Prefix;

/** Ends a time of maintenance. */
@Service
@Command(
        scope = "polder",
        name = "maintenance-stop",
        description = "Ends a time of maintenance; attacks that still go on are acted on then")
public final class MaintenanceStop implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(name = "network", description = "Of which network, or all")
    String name = MaintenanceRows.ALL;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Prefix network = MaintenanceRows.network(name);
        Window stopped = new Appliance(context)
                .maintenance()
                .stop(network)
                .orElseThrow(() ->
                        new CommandException("there is no maintenance of " + name + "; see polder:maintenance-list"));
        Output.of(session, json).list(MaintenanceRows.columns(), List.of(stopped));
        return null;
    }
}
