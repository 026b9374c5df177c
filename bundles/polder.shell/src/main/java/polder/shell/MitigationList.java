// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
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
import polder.api.mitigation.Mitigations;

/** Lists mitigations. */
@Service
@Command(
        scope = "polder",
        name = "mitigation-list",
        description = "Lists what is announced to routers, waits for approval, or would be announced")
public final class MitigationList implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--all", description = "Those that are over too")
    boolean all;

    @Option(name = "--refused", description = "What the guard was against")
    boolean refused;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Mitigations mitigations = new Appliance(context).mitigations();
        Output output = Output.of(session, json);
        if (refused) {
            output.list(MitigationRows.refusals(), mitigations.refusals());
            return null;
        }
        List<Mitigation> rows = new ArrayList<>(mitigations.active());
        if (all) {
            rows.addAll(mitigations.over());
        }
        output.list(MitigationRows.columns("Nothing is announced, and nothing waits for approval."), rows);
        return null;
    }
}
