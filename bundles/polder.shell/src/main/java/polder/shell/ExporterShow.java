// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
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
import polder.api.flow.Exporter;

/** Shows everything that is known of an exporter. */
@Service
@Command(scope = "polder", name = "exporter-show", description = "Shows everything that is known of an exporter")
public final class ExporterShow implements Action {
    @Option(
            name = "--json",
            description = "As JSON, with raw numbers: an array, as an address may have several domains")
    boolean json;

    @Argument(name = "address", description = "Its address, or the start of it", required = true)
    @Completion(ExporterAddresses.class)
    @SuppressWarnings("NullAway.Init")
    String address;

    @Argument(
            index = 1,
            name = "domain",
            description = "Which observation domain, source id, engine or sub-agent of it")
    @Nullable
    String domain;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Appliance appliance = new Appliance(context);
        List<Exporter> known = ExporterRows.all(appliance);
        List<Exporter> chosen = ExporterRows.find(known, address, domain());
        List<Page> pages = new ArrayList<>();
        for (Exporter exporter : chosen) {
            Exporter.Details details = appliance.details(exporter);
            pages.add(json ? ExporterPage.json(exporter, details) : ExporterPage.text(exporter, details, known));
        }
        Output.of(session, json).pages(pages);
        return null;
    }

    private @Nullable Long domain() throws org.apache.karaf.shell.support.CommandException {
        if (domain == null) {
            return null;
        }
        if (!domain.matches("[0-9]{1,10}")) {
            throw WrongCall.of("domain", domain, "a number, such as polder:exporter-list shows");
        }
        return Long.valueOf(domain);
    }
}
