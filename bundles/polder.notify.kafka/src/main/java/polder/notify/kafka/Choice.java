// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import polder.api.traffic.HostGroup;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** Which flows are taken: those from or to chosen networks and groups. Immutable; asking allocates nothing. */
final class Choice {
    private final PrefixTable table;
    private final boolean[] wanted;

    /**
     * @param networks whose flows are taken, whatever groups are in them
     * @param names of the groups whose flows are taken
     * @param groups all there are: a host belongs to the group of its longest prefix
     */
    Choice(List<Prefix> networks, Set<String> names, List<HostGroup> groups) {
        List<Prefix> all = new ArrayList<>(networks);
        groups.forEach(group -> all.addAll(group.networks()));
        table = new PrefixTable(all);
        wanted = new boolean[table.prefixes().size()];
        for (int i = 0; i < wanted.length; i++) {
            Prefix prefix = table.prefixes().get(i);
            wanted[i] = networks.stream()
                            .anyMatch(network -> network.contains(prefix.base()) && network.length() <= prefix.length())
                    || groups.stream()
                            .anyMatch(group -> names.contains(group.name())
                                    && group.networks().contains(prefix));
        }
    }

    boolean wants(long high, long low) {
        int match = table.match(high, low);
        return match != PrefixTable.NONE && wanted[match];
    }
}
