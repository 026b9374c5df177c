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

/** Shows a mitigation. */
@Service
@Command(
        scope = "polder",
        name = "mitigation-show",
        description = "Shows a mitigation, what became of it and who decided it")
public final class MitigationShow implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(name = "mitigation", description = "Its id, the start of its id, or its target", required = true)
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
        Output.of(session, json)
                .page(MitigationRows.page(MitigationRows.one(new Appliance(context).mitigations(), name)));
        return null;
    }
}
