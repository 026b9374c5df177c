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

/** Lists the BGP daemons and their routers. */
@Service
@Command(
        scope = "polder",
        name = "bgp-peer-list",
        description = "Lists the BGP daemons, their routers, and how many routes they have")
public final class BgpPeerList implements Action {
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
                        PeerRow.columns(),
                        PeerRow.of(new Appliance(context).mitigations().daemons()));
        return null;
    }
}
