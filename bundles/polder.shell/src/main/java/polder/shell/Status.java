// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Attack;
import polder.api.attack.Attacks;
import polder.api.attack.Attacks.ListenerStatus;
import polder.api.capture.LaneStatus;
import polder.api.config.Quantity;
import polder.api.flow.FlowExport;
import polder.api.traffic.NetworkTraffic;
import polder.api.traffic.Traffic;

/** Shows on one screen how the appliance is, what is wrong, and what to do. */
@Service
@Command(scope = "polder", name = "status", description = "Shows how the appliance is, what is wrong, and what to do")
public final class Status implements Action {
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
        Output.of(session, json).page(of(new Appliance(context)));
        return null;
    }

    static Page of(Appliance appliance) {
        return page(Health.of(
                appliance,
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime())));
    }

    private static Page page(Health health) {
        List<NetworkTraffic> networks = health.traffic().map(Traffic::networks).orElse(List.of());
        List<Attack> active = health.attacks().map(Attacks::active).orElse(List.of());
        Page page = new Page()
                .fact("ok", "Polder", health.ok(), well(health))
                .fact("uptime_seconds", "Up for", health.uptime(), Quantity.human(health.uptime()))
                .fact("lanes", "Lanes", health.lanes().size(), lanes(health))
                .hidden("lanes_ok", health.lanesOk())
                .fact(
                        "packets_per_second",
                        "Packets",
                        health.sum(LaneStatus::packetsPerSecond),
                        perSecond(health, LaneStatus::packetsPerSecond, "pps"))
                .fact(
                        "flows_per_second",
                        "Flows",
                        health.sum(LaneStatus::flowsPerSecond),
                        perSecond(health, LaneStatus::flowsPerSecond, "fps"))
                .fact("dropped", "Dropped", health.sum(LaneStatus::dropped))
                .fact("rejects", "Rejects", health.sum(Lane::rejects))
                .fact("hosts", "Hosts", health.counters().getOrDefault("hosts", 0L))
                .fact("networks", "Networks", networks.size(), networks(networks))
                .fact("attacks", "Attacks", active.size(), attacks(active))
                .hidden("counters", health.counters());
        return page.table("listeners", listeners(), health.listeners())
                .some("exports", exports(), health.exports())
                .table("problems", Health.Problem.columns(), health.problems());
    }

    private static String well(Health health) {
        return health.ok() ? (health.problems().isEmpty() ? "is well" : "is well, with remarks") : "needs a look";
    }

    private static String lanes(Health health) {
        return health.lanesOk() + " of " + health.lanes().size() + " running";
    }

    private static String perSecond(Health health, java.util.function.ToLongFunction<LaneStatus> value, String unit) {
        return Quantity.human(health.sum(value), unit);
    }

    private static String networks(List<NetworkTraffic> networks) {
        return networks.isEmpty() ? "none configured, every target is counted" : networks.size() + " counted";
    }

    private static String attacks(List<Attack> active) {
        if (active.isEmpty()) {
            return "none";
        }
        long warnings = active.stream().filter(Attack::isWarning).count();
        return (active.size() - warnings) + (warnings == 0 ? "" : " and " + warnings + " warnings") + ", the newest on "
                + active.get(0).target() + " since " + Text.of(active.get(0).since());
    }

    private static Columns<FlowExport> exports() {
        return new Columns<FlowExport>("No flows are handed on.")
                .text("name", "Export", FlowExport::name)
                .number("taken", "Taken", FlowExport::taken)
                .number("sent", "Sent", FlowExport::sent)
                .number("lost", "Lost", FlowExport::lost)
                .number("dropped", "Dropped", FlowExport::dropped)
                .hidden("to", FlowExport::to)
                .hidden("failure", FlowExport::failure);
    }

    private static Columns<ListenerStatus> listeners() {
        return new Columns<ListenerStatus>("Nobody listens to attacks: no notifier is configured.")
                .text("name", "Listener", ListenerStatus::name)
                .number("delivered", "Delivered", ListenerStatus::delivered)
                .number("failed", "Failed", ListenerStatus::failed)
                .number("waiting", "Waiting", ListenerStatus::waiting)
                .number("dropped", "Dropped", ListenerStatus::dropped)
                .text("last_failure", "Last failure", ListenerStatus::lastFailure);
    }
}
