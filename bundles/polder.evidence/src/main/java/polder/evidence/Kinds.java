// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import polder.api.evidence.FlowKind;
import polder.api.flow.FlowRow;

/** Adds rows up by all fields at once. Used by one thread. */
final class Kinds {
    /** So many are told: the largest, and as many that stand for all others. */
    private static final int MOST = 400;

    private static final int LARGEST = 200;

    private record Kind(int protocol, int ports, int length, int tcpFlags, boolean fragment) {}

    private final Map<Kind, Tally.Sum> sums = new LinkedHashMap<>();
    private long rows;

    /** @param scale for how many packets each one stands */
    void add(FlowRow row, double scale) {
        long packets = Math.max(1, row.packets());
        Kind kind = new Kind(
                row.protocol(),
                row.sourcePort() << 16 | row.targetPort(),
                (int) Math.min(65535, row.bytes() / packets),
                row.tcpFlags(),
                row.isFragment());
        Tally.Sum sum = sums.computeIfAbsent(kind, fresh -> new Tally.Sum());
        sum.add(packets * scale, row.bytes() * scale);
        sum.flows += scale;
        rows++;
    }

    /** How many rows there were. */
    long rows() {
        return rows;
    }

    List<FlowKind> told() {
        List<Map.Entry<Kind, Tally.Sum>> all = new ArrayList<>(sums.entrySet());
        Comparator<Map.Entry<Kind, Tally.Sum>> largest = Comparator.comparingDouble(one -> -one.getValue().packets);
        all.sort(largest); // stable: those of the same size stay in the order they came in
        if (all.size() <= MOST) {
            return all.stream().map(one -> told(one, 1)).toList();
        }
        List<FlowKind> told = new ArrayList<>();
        all.subList(0, LARGEST).forEach(one -> told.add(told(one, 1)));
        List<Map.Entry<Kind, Tally.Sum>> others = all.subList(LARGEST, all.size());
        List<Map.Entry<Kind, Tally.Sum>> chosen = new ArrayList<>();
        int count = MOST - LARGEST;
        for (int i = 0; i < count; i++) {
            chosen.add(others.get((int) ((long) i * others.size() / count)));
        }
        double times = packets(others) / packets(chosen);
        chosen.forEach(one -> told.add(told(one, times)));
        return told;
    }

    private static double packets(List<Map.Entry<Kind, Tally.Sum>> some) {
        return some.stream().mapToDouble(one -> one.getValue().packets).sum();
    }

    private static FlowKind told(Map.Entry<Kind, Tally.Sum> one, double times) {
        Kind kind = one.getKey();
        Tally.Sum sum = one.getValue();
        return new FlowKind(
                kind.protocol(),
                kind.ports() >>> 16,
                kind.ports() & 0xffff,
                kind.length(),
                kind.tcpFlags(),
                kind.fragment(),
                Math.max(1, Math.round(sum.flows * times)),
                Math.max(1, Math.round(sum.packets * times)),
                Math.round(sum.bytes * times));
    }
}
