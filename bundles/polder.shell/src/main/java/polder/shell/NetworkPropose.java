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
import polder.api.traffic.NetworkTraffic;

/** Proposes networks that hold most of the targets seen. */
@Service
@Command(
        scope = "polder",
        name = "network-propose",
        description = "Proposes networks that hold most of the targets seen")
public final class NetworkPropose implements Action {
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
        List<NetworkTraffic> proposed = new Appliance(context).traffic().propose();
        Output output = Output.of(session, json);
        output.list(Networks.columns("Too little was seen yet to propose a network."), proposed);
        if (!json && !proposed.isEmpty()) {
            output.out().println();
            output.out().println("To count these, write into etc/polder.traffic.cfg:");
            output.out()
                    .println("networks = "
                            + Text.of(proposed.stream()
                                    .map(NetworkTraffic::network)
                                    .toList()));
        }
        return null;
    }
}
