// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Attacks;
import polder.api.traffic.HostTraffic;
import polder.wire.Address;
import polder.wire.Prefix;

/** Hosts as lists show them. */
final class Hosts {
    private Hosts() {}

    /** A host, and the attack on it that has not ended. */
    record Row(HostTraffic traffic, @Nullable Attack attack) {}

    static List<Row> rows(List<HostTraffic> hosts, Optional<Attacks> attacks) {
        Map<Prefix, Attack> byTarget = new HashMap<>();
        attacks.ifPresent(all -> all.active().forEach(attack -> byTarget.put(attack.target(), attack)));
        return hosts.stream()
                .map(host -> new Row(host, byTarget.get(Prefix.host(host.address()))))
                .toList();
    }

    static Columns<Row> columns() {
        return new Columns<Row>("No host has traffic.")
                .text("address", "Address", row -> row.traffic().address())
                .text("network", "Network", row -> row.traffic().network())
                .text("group", "Group", row -> row.traffic().group().name())
                .rates(row -> row.traffic().rates())
                .right(
                        "limit_percent",
                        "Of limit",
                        row -> Load.nearestPercent(row.traffic()),
                        row -> Text.percent(Load.nearestPercent(row.traffic())))
                .text("limit_metric", "Which", row -> Load.nearestMetric(row.traffic()))
                .text(
                        "attack",
                        "Attack",
                        row -> row.attack() == null ? null : row.attack().id(),
                        row -> row.attack() == null ? "" : AttackRows.shortId(row.attack()))
                .less("in_flows", "out_packets", "out_bits", "out_flows", "network", "limit_metric", "attack");
    }

    /** An address an operator gave. */
    static Address address(String text) throws org.apache.karaf.shell.support.CommandException {
        Address address = Address.parseOrNull(text);
        if (address == null) {
            throw WrongCall.of("address", text, "an IPv4 or IPv6 address");
        }
        return address;
    }
}
