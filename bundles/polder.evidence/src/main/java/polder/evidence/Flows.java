// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import polder.api.evidence.FlowGroup;
import polder.api.evidence.FlowGroup.Flow;
import polder.api.flow.FlowRow;
import polder.api.traffic.Direction;
import polder.wire.Address;

/** The flows of an attack, added up by their addresses and ports. */
final class Flows {
    private static final int MOST = 100;

    private record Group(Direction direction, int protocol) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            return Comparator.comparing(Group::direction)
                    .thenComparing(Group::protocol)
                    .compare(this, other);
        }
    }

    private record Ends(Address host, int port, Address remote, int remotePort) {}

    private final Map<Group, Map<Ends, Tally.Sum>> groups = new TreeMap<>();

    void add(FlowRow row, boolean incoming, double packets, double bytes) {
        Address source = new Address(row.sourceHigh(), row.sourceLow());
        Address target = new Address(row.targetHigh(), row.targetLow());
        Ends ends = incoming
                ? new Ends(target, row.targetPort(), source, row.sourcePort())
                : new Ends(source, row.sourcePort(), target, row.targetPort());
        groups.computeIfAbsent(
                        new Group(incoming ? Direction.INCOMING : Direction.OUTGOING, row.protocol()),
                        group -> new HashMap<>())
                .computeIfAbsent(ends, flow -> new Tally.Sum())
                .add(packets, bytes);
    }

    List<FlowGroup> groups() {
        List<FlowGroup> all = new ArrayList<>();
        groups.forEach((group, flows) ->
                all.add(new FlowGroup(group.direction(), group.protocol(), flows.size(), largest(flows))));
        return all;
    }

    private static List<Flow> largest(Map<Ends, Tally.Sum> flows) {
        return flows.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<Ends, Tally.Sum> one) -> -one.getValue().packets)
                        .thenComparing(one -> one.getKey().remote())
                        .thenComparing(one -> one.getKey().remotePort()))
                .limit(MOST)
                .map(one -> flow(one.getKey(), one.getValue()))
                .toList();
    }

    private static Flow flow(Ends ends, Tally.Sum sum) {
        return new Flow(
                ends.host(),
                ends.port(),
                ends.remote(),
                ends.remotePort(),
                Math.round(sum.packets),
                Math.round(sum.bytes));
    }
}
