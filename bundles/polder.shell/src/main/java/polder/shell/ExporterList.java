// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.config.Quantity;
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
        List<Exporter> exporters = new Appliance(context)
                .exporters().stream()
                        .sorted(Comparator.comparing(Exporter::address)
                                .thenComparing(Exporter::protocol)
                                .thenComparingLong(Exporter::domain))
                        .toList();
        Output.of(session, json).list(columns(), exporters);
        return null;
    }

    private static Columns<Exporter> columns() {
        return new Columns<Exporter>(
                        "No exporter has sent anything yet; see polder:lane-list for where they are awaited.")
                .text("address", "Exporter", Exporter::address)
                .text("protocol", "Protocol", Exporter::protocol)
                .right("domain", "Domain", Exporter::domain, exporter -> Long.toString(exporter.domain()))
                .number("datagrams", "Datagrams", Exporter::datagrams)
                .number("flows", "Flows", Exporter::flows)
                .number("lost", "Lost", Exporter::lost)
                .right(
                        "sampling_rate",
                        "Sampling",
                        exporter -> exporter.sampling().rate(),
                        exporter -> "1:" + exporter.sampling().rate())
                .text("sampling_source", "As said by", exporter -> exporter.sampling()
                        .source())
                .right(
                        "clock_skew_millis",
                        "Clock",
                        Exporter::clockSkewMillis,
                        exporter -> skew(exporter.clockSkewMillis()))
                .text("last_seen", "Last seen", Exporter::lastSeen, exporter -> Text.ago(exporter.lastSeen()))
                .less("sampling_source", "clock_skew_millis", "datagrams", "domain");
    }

    private static String skew(long millis) {
        return (millis < 0 ? "-" : "+") + Quantity.human(Duration.ofMillis(Math.abs(millis)));
    }
}
