// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.mitigation.Announcement;

/** Announces a FlowSpec rule by hand. */
@Service
@Command(
        scope = "polder",
        name = "flowspec-announce",
        description = "Announces a FlowSpec rule by hand: destination 192.0.2.1/32 protocol udp source-port 53 discard")
public final class FlowspecAnnounce implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--time", description = "How long, such as 90s, 30m, 2h or 1d; 0 until it is withdrawn")
    String time = "0";

    @Option(name = "--reason", description = "Why")
    String reason = "";

    @Argument(
            name = "rule",
            description = "What it is about, then discard, rate-limit 10mbps, redirect 65001:666 or mark 8",
            required = true,
            multiValued = true)
    @SuppressWarnings("NullAway.Init")
    List<String> words;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Announcement what = ByHand.rule(new Appliance(context), String.join(" ", words));
        Output.of(session, json)
                .list(
                        MitigationRows.columns(""),
                        List.of(ByHand.announce(new Appliance(context), what, time, By.user(session), reason)));
        return null;
    }
}
