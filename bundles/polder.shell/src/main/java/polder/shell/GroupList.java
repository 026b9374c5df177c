// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.traffic.Traffic;

/** Lists host groups, their limits and their traffic. */
@Service
@Command(scope = "polder", name = "group-list", description = "Lists host groups, their limits and their traffic")
public final class GroupList implements Action {
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
        Traffic traffic = new Appliance(context).traffic();
        List<Groups.Row> rows = traffic.groups().stream()
                .map(group -> Groups.row(traffic, group))
                .toList();
        Output.of(session, json).list(Groups.columns(), rows);
        return null;
    }
}
