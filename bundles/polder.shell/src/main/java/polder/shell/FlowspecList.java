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
import polder.api.mitigation.Mitigation;

/** Lists the FlowSpec rules that are announced. */
@Service
@Command(scope = "polder", name = "flowspec-list", description = "Lists the FlowSpec rules that are announced")
public final class FlowspecList implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--format", description = "As text to paste: exabgp, juniper, ios-xr, bird or nftables")
    String format = "";

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        List<Mitigation> rules = FlowspecRows.announced(new Appliance(context).mitigations());
        if (format.isEmpty()) {
            Output.of(session, json).list(MitigationRows.columns("No FlowSpec rule is announced."), rules);
        } else {
            FlowspecRows.print(session, format, FlowspecRows.rules(rules));
        }
        return null;
    }
}
