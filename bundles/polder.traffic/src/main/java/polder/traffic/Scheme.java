// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import polder.api.traffic.HostGroup;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/**
 * Whose traffic is counted and by whose limits it is judged: the configuration in the form the counting needs. Immutable; replaced
 * as a whole when a cfg changes.
 */
final class Scheme {
    private final PrefixTable networks;
    private final Map<Prefix, String> origins;
    private final boolean internal;
    private final PrefixTable groupTable;
    private final int[] groupOfPrefix;
    private final List<HostGroup> groups;
    private final Notable notable;
    private final Allowed allowed;

    /**
     * @param origins every network with where it comes from
     * @param internal whether traffic between our own hosts counts for them
     * @param groups every group; {@code default} has to be among them
     */
    Scheme(Map<Prefix, String> origins, boolean internal, List<HostGroup> groups) {
        this.origins = new TreeMap<>(origins);
        this.internal = internal;
        networks = new PrefixTable(origins.keySet());
        List<HostGroup> ordered = new ArrayList<>(groups);
        ordered.sort((a, b) ->
                Boolean.compare(b.name().equals(HostGroup.DEFAULT), a.name().equals(HostGroup.DEFAULT)));
        this.groups = List.copyOf(ordered);
        notable = Notable.of(ordered);
        allowed = new Allowed(ordered);
        Map<Prefix, Integer> owners = new LinkedHashMap<>();
        for (int g = 0; g < ordered.size(); g++) {
            for (Prefix prefix : ordered.get(g).networks()) {
                owners.putIfAbsent(prefix, g);
            }
        }
        groupTable = new PrefixTable(owners.keySet());
        groupOfPrefix = new int[groupTable.prefixes().size()];
        for (int i = 0; i < groupOfPrefix.length; i++) {
            groupOfPrefix[i] = owners.getOrDefault(groupTable.prefixes().get(i), 0);
        }
    }

    PrefixTable networks() {
        return networks;
    }

    /** With no networks configured every target is counted, within the bound on hosts. */
    boolean countsEveryTarget() {
        return origins.isEmpty();
    }

    boolean countsInternal() {
        return internal;
    }

    /** The traffic from which on a host is looked at in every beat. */
    Notable notable() {
        return notable;
    }

    /** By the groups' indices. */
    Allowed allowed() {
        return allowed;
    }

    String origin(Prefix network) {
        return origins.getOrDefault(network, "seen");
    }

    List<HostGroup> groups() {
        return groups;
    }

    /** The index of a network in {@code networks().prefixes()}, or -1. */
    int network(long high, long low) {
        return networks.match(high, low);
    }

    /** The index of the group whose limits apply; 0 is {@code default}. */
    int group(long high, long low) {
        int prefix = groupTable.match(high, low);
        return prefix < 0 ? 0 : groupOfPrefix[prefix];
    }

    HostGroup group(Address address) {
        return groups.get(group(address.high(), address.low()));
    }
}
