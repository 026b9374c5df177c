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
import polder.api.flow.Exporter;

/** Lists the routers and probes that send flows. */
@Service
@Command(scope = "polder", name = "exporter-list", description = "Lists the routers and probes that send flows")
public final class ExporterList implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() {
        List<Exporter> exporters = ExporterRows.all(new Appliance(context));
        Output output = Output.of(session, json);
        output.list(ExporterRows.columns(), exporters);
        List<String> hints = json ? List.of() : ExporterRows.hints(exporters);
        if (!hints.isEmpty()) {
            output.out().println();
            hints.forEach(hint -> output.out().println(Text.printable(hint)));
        }
        return null;
    }
}
