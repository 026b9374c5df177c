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
import polder.api.attack.Attack;
import polder.api.mitigation.Proposal;

/** Proposes FlowSpec rules against an attack. */
@Service
@Command(
        scope = "polder",
        name = "flowspec-propose",
        description = "Proposes FlowSpec rules against an attack, with what they cover and what they hit besides")
public final class FlowspecPropose implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--format", description = "As text to paste: exabgp, juniper, ios-xr, bird or nftables")
    String format = "";

    @Option(
            name = "--action",
            description = "discard, or as in rate-limit 10mbps, redirect 65001:666, mark 8; for --format")
    String action = "discard";

    @Argument(name = "attack", description = "Its id, the start of its id, or its target", required = true)
    @Completion(AttackNames.class)
    @SuppressWarnings("NullAway.Init")
    String name;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Appliance appliance = new Appliance(context);
        Attack attack = AttackRows.find(appliance.attacks(), name, true);
        Proposal proposal = appliance.mitigations().propose(attack);
        if (format.isEmpty()) {
            Output.of(session, json).page(FlowspecRows.page(proposal));
        } else {
            FlowspecRows.print(session, format, FlowspecRows.rules(proposal, action, attack.group()));
        }
        return null;
    }
}
