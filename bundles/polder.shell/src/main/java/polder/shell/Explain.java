// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Limit;
import polder.api.traffic.NetworkTraffic;
import polder.api.traffic.Rates;
import polder.api.traffic.Traffic;
import polder.wire.Address;

/** Explains what applies to an address, and which file says so. */
@Service
@Command(
        scope = "polder",
        name = "explain",
        description = "Explains what applies to an address, and which file says so")
public final class Explain implements Action {
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
        Address host = Hosts.address(address);
        Appliance appliance = new Appliance(context);
        Traffic traffic = appliance.traffic();
        HostGroup group = traffic.groupOf(host);
        Optional<NetworkTraffic> network = traffic.networkOf(host);
        Optional<HostTraffic> seen = traffic.host(host);
        Optional<Attack> attack = AttackRows.on(host, appliance.find(Attacks.class));
        Page page = new Page()
                .fact("address", "Address", host)
                .fact(
                        "network",
                        "Network",
                        network.map(NetworkTraffic::network).orElse(null),
                        network(traffic, network))
                .fact("direction", "Direction", direction(traffic, network))
                .fact("group", "Group", group.name(), group.name() + ", " + why(group, host))
                .fact("group_file", "Group's file", Groups.file(group.name()));
        settings(page, group);
        page.fact("has_traffic", "Traffic", seen.isPresent(), seen.isPresent() ? "yes" : "none at the moment")
                .fact("attack", "Attack", attack.map(Attack::id).orElse(null), attack(attack));
        Rates none = Rates.NONE;
        page.table(
                "limits",
                Load.columns(),
                Load.all(
                        group,
                        seen.map(HostTraffic::rates).orElse(none),
                        seen.map(HostTraffic::averages).orElse(none)));
        page.some(
                "group_limits",
                Load.sumColumns(),
                Load.all(group.sumLimits(), traffic.groupRates(group.name()), Rates.NONE));
        Output.of(session, json).page(page);
        return null;
    }

    private static void settings(Page page, HostGroup group) {
        page.fact("chain", "Asked in turn", group.heritage().chain(), chain(group))
                .fact("mode", "Mode", group.mode(), said(group, group.mode(), "mode"))
                .fact(
                        "mode_outgoing",
                        "Outgoing mode",
                        group.outgoingMode(),
                        said(group, group.outgoingMode(), "mode.outgoing"))
                .fact("hold_seconds", "Hold", group.hold(), said(group, group.hold(), "hold"))
                .fact("ban_time_seconds", "Ban time", group.banTime(), said(group, group.banTime(), "ban.time"))
                .fact("actions", "Told to", group.actions(), said(group, actions(group), "actions"))
                .fact("sources_min", "Least sources", group.sources().min(), said(group, sources(group), "sources.min"))
                .fact("sources_limit", "Most sources", mostSources(group), mostSources(group))
                .hidden("origins", group.heritage().origins());
    }

    private static String sources(HostGroup group) {
        int min = group.sources().min();
        return min == 1 ? "1: any number is an attack" : min + ": a transfer of fewer is a warning";
    }

    private static String mostSources(HostGroup group) {
        Limit limit = group.sources().limit();
        if (limit == null) {
            return "not limited";
        }
        return Stream.of(
                        level("warn", limit.warn()), level("alert", limit.alert()), level("critical", limit.critical()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String level(String name, Limit.@Nullable Bound bound) {
        return bound == null ? "" : name + " above " + bound.perSecond() + ", said by " + bound.origin();
    }

    private static String network(Traffic traffic, Optional<NetworkTraffic> network) {
        if (network.isPresent()) {
            return network.get().network() + ", from " + network.get().origin();
        }
        return traffic.networks().isEmpty() ? "none is configured" : "none of those configured holds it";
    }

    private static String direction(Traffic traffic, Optional<NetworkTraffic> network) {
        if (network.isPresent()) {
            return "to it is incoming, from it is outgoing; to and from another of our networks is internal";
        }
        return traffic.networks().isEmpty()
                ? "with no network configured every target counts as ours: to it is incoming"
                : "none of ours: it is only the other end, and is not counted as a host";
    }

    private static String why(HostGroup group, Address host) {
        return group.match(host).map(prefix -> "by its prefix " + prefix).orElse("as no other group holds it");
    }

    /** {@code web, night for the hours of a schedule, default}. */
    private static String chain(HostGroup group) {
        return group.heritage().chain().stream()
                .map(name -> group.heritage().schedules().contains(name) ? name + " for the hours of a schedule" : name)
                .collect(Collectors.joining(", "));
    }

    private static String actions(HostGroup group) {
        return group.actions().isEmpty() ? "all" : String.join(", ", group.actions());
    }

    private static String said(HostGroup group, Object value, String key) {
        String origin = group.heritage().origins().get(key);
        return Text.of(value) + (origin == null ? ", as nobody says otherwise" : ", said by " + origin);
    }

    private static String attack(Optional<Attack> attack) {
        return attack.map(one -> AttackRows.shortId(one) + " since " + Text.of(one.since()) + ", " + one.reason())
                .orElse("none");
    }
}
