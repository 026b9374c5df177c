// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.EnumSet;
import java.util.List;
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
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigations;

/** Announces what waits for approval or is only observed. */
@Service
@Command(
        scope = "polder",
        name = "mitigation-approve",
        description = "Announces what waits for approval or is only observed")
public final class MitigationApprove implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(
            name = "mitigation",
            description = "Its id or the start of it; or a target or an attack's id, for all against that",
            required = true)
    @Completion(MitigationNames.class)
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
        Mitigations mitigations = new Appliance(context).mitigations();
        List<Mitigation> chosen = MitigationRows.find(mitigations, name, EnumSet.of(State.PENDING, State.OBSERVED));
        Output.of(session, json)
                .list(
                        MitigationRows.columns(""),
                        MitigationRows.each(chosen, one -> mitigations.approve(one.id(), By.user(session))));
        return null;
    }
}
