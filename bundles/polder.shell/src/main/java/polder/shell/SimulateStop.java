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
import polder.api.replay.Simulations.Simulation;

/** Ends a simulated attack before its time. */
@Service
@Command(scope = "polder", name = "simulate-stop", description = "Ends the simulated attack")
public final class SimulateStop implements Action {
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
        Simulation ended = new Appliance(context)
                .simulations()
                .stop()
                .orElseThrow(() -> new CommandException("no attack is being simulated"));
        Output.of(session, json).list(Simulate.columns(), List.of(ended));
        return null;
    }
}
