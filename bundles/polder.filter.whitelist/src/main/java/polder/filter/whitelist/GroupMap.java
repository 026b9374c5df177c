// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import polder.api.traffic.HostGroup;
import polder.wire.Prefix;

/**
 * Which prefix belongs to which host group. Equal maps need no new {@link Matcher}.
 *
 * @param names by prefix; {@code default} of the configured networks that no group holds
 */
record GroupMap(Map<Prefix, String> names) {
    static final GroupMap EMPTY = new GroupMap(Map.of());
    private static final List<Prefix> EVERYTHING = List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"));

    /** @param own the configured networks; where there is none, every address is ours */
    static GroupMap of(List<HostGroup> groups, List<Prefix> own) {
        Map<Prefix, String> names = new TreeMap<>();
        for (HostGroup group : groups) {
            group.networks().forEach(prefix -> names.put(prefix, group.name()));
        }
        Set<Prefix> grouped = new HashSet<>(names.keySet());
        for (Prefix network : own.isEmpty() ? EVERYTHING : own) {
            if (grouped.stream().noneMatch(around -> holds(around, network))) {
                names.put(network, HostGroup.DEFAULT);
            }
        }
        return new GroupMap(names);
    }

    private static boolean holds(Prefix around, Prefix network) {
        return around.bits() <= network.bits() && around.contains(network.base());
    }

    /** Which variants an address passes by its group. */
    Side side(List<Variant> variants) {
        boolean asked = variants.stream().anyMatch(variant -> !variant.groups().isEmpty());
        return Side.longest(
                variants,
                asked ? names.keySet() : Set.of(),
                (variant, prefix) -> variant.groups().isEmpty()
                        || (prefix != null && variant.groups().contains(names.getOrDefault(prefix, ""))));
    }

    /** Groups that were asked for and that nobody has configured. */
    List<String> missing(List<Rule> rules) {
        Set<String> asked = new HashSet<>();
        rules.forEach(rule -> asked.addAll(rule.groups()));
        asked.removeAll(names.values());
        asked.remove(HostGroup.DEFAULT);
        return new ArrayList<>(asked);
    }
}
