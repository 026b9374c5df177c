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

/** Lists the routes there are, those of attacks and those of the traffic. */
@Service
@Command(
        scope = "polder",
        name = "route-list",
        description = "Lists the routes of notifiers and of etc/routes, and how they do")
public final class RouteList implements Action {
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
        Appliance appliance = new Appliance(context);
        appliance.outbox();
        Output.of(session, json).list(RouteRow.columns(), RouteRow.all(appliance));
        return null;
    }
}
