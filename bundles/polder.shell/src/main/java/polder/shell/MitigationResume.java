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

/** Ends the stop of all mitigations. */
@Service
@Command(
        scope = "polder",
        name = "mitigation-resume",
        description = "Ends mitigation-stop: what attacks that go on want is announced again")
public final class MitigationResume implements Action {
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
        Mitigations mitigations = new Appliance(context).mitigations();
        mitigations.resume(By.user(session));
        Output.of(session, json).page(MitigationRows.stopped(mitigations));
        return null;
    }
}
