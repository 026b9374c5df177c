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
import polder.api.mitigation.Mitigations;

/** Throws the big red switch. */
@Service
@Command(
        scope = "polder",
        name = "mitigation-stop",
        description = "Withdraws everything and announces nothing until mitigation-resume, also after a restart")
public final class MitigationStop implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--reason", description = "Why")
    String reason = "";

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Mitigations mitigations = new Appliance(context).mitigations();
        mitigations.stop(By.user(session), reason);
        Output.of(session, json).page(MitigationRows.stopped(mitigations));
        return null;
    }
}
