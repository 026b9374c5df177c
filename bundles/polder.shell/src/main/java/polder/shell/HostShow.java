// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.Optional;
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
import polder.api.attack.Attack;
import polder.api.attack.Attacks;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.wire.Address;

/** Shows all rates of a host. */
@Service
@Command(scope = "polder", name = "host-show", description = "Shows all rates of a host")
public final class HostShow implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(name = "address", description = "IPv4 or IPv6 address", required = true)
    @Completion(Addresses.class)
    @SuppressWarnings("NullAway.Init")
    String address;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Appliance appliance = new Appliance(context);
        Address host = Hosts.address(address);
        HostTraffic traffic = appliance
                .traffic()
                .host(host)
                .orElseThrow(
                        () -> new CommandException(host + " has no traffic; polder:explain says what applies to it"));
        Optional<Attack> attack = AttackRows.on(host, appliance.find(Attacks.class));
        Page page = new Page()
                .fact("address", "Address", host)
                .fact("network", "Network", traffic.network())
                .fact("group", "Group", traffic.group().name())
                .fact("error_percent", "Uncertainty", 100 * traffic.error(), uncertainty(traffic.error()))
                .fact(
                        "attack",
                        "Attack",
                        attack.map(Attack::id).orElse(null),
                        attack.map(HostShow::attack).orElse("none"))
                .hidden("rates", traffic.rates())
                .hidden("averages", traffic.averages())
                .hidden("limits", Load.limits(traffic.group().limits()));
        Output output = Output.of(session, json);
        output.page(
                json
                        ? page
                        : page.table("metrics", columns(traffic), Metrics.busy(traffic.rates(), traffic.averages())));
        return null;
    }

    private static String uncertainty(double error) {
        return error == 0 ? "none, every packet was seen" : "± " + Text.percent(100 * error) + " from sampling";
    }

    private static String attack(Attack attack) {
        return AttackRows.shortId(attack) + ", " + attack.reason();
    }

    private static Columns<Metric> columns(HostTraffic host) {
        Columns<Metric> columns = Metrics.columns("No traffic at the moment.");
        Metrics.add(columns, "rate", "Rate", host.rates());
        Metrics.add(columns, "average", "Average", host.averages());
        return columns.text("limit", "Limit", metric -> host.group().limit(metric), metric -> limit(host, metric));
    }

    private static String limit(HostTraffic host, Metric metric) {
        Limit limit = host.group().limit(metric);
        return limit == null || limit.alert() == null ? "-" : Metrics.human(metric, limit.perSecond());
    }
}
