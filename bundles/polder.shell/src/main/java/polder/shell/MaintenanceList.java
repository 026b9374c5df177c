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

/** Lists the times of maintenance. */
@Service
@Command(scope = "polder", name = "maintenance-list", description = "Lists the times of maintenance that are not over")
public final class MaintenanceList implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Output.of(session, json)
                .list(
                        MaintenanceRows.columns(),
                        new Appliance(context).maintenance().windows());
        return null;
    }
}
