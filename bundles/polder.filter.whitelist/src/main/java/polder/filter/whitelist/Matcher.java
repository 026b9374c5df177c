// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.List;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;

/** Finds the rule a flow falls under. Immutable, so every lane may use it; a look-up allocates nothing. */
final class Matcher {
    static final int NONE = -1;

    private final Variant[] variants;
    private final Side sources;
    private final Side targets;
    private final Side exporters;
    private final Side groups;
    private final int words;
    private final boolean detailed;

    Matcher(List<Rule> rules, GroupMap map) {
        List<Variant> all = Variant.of(rules);
        variants = all.toArray(new Variant[0]);
        sources = Side.of(all, Variant::source);
        targets = Side.of(all, Variant::target);
        exporters = Side.of(all, Variant::exporter);
        groups = map.side(all);
        words = Variant.words(variants.length);
        detailed = rules.stream().anyMatch(Rule::needsDetails);
    }

    /** Whether a rule asks for a detail of flows. */
    boolean needsDetails() {
        return detailed;
    }

    /** The index of the first rule that holds, or {@link #NONE}. */
    int match(FlowBatch flows, int row) {
        long[] from = sources.of(flows.sourceHigh(row), flows.sourceLow(row));
        long[] to = targets.of(flows.targetHigh(row), flows.targetLow(row));
        for (int word = 0; word < words; word++) {
            long left = from[word] & to[word];
            if (left != 0) {
                int found = first(left & teller(flows, row, word) & members(flows, row, word), word, flows, row);
                if (found != NONE) {
                    return found;
                }
            }
        }
        return NONE;
    }

    private long teller(FlowBatch flows, int row, int word) {
        if (exporters.isOpen()) {
            return -1L;
        }
        PacketBatch packets = flows.source();
        int packet = flows.packet(row);
        return exporters.of(packets.senderHigh(packet), packets.senderLow(packet))[word];
    }

    private long members(FlowBatch flows, int row, int word) {
        if (groups.isOpen()) {
            return -1L;
        }
        return groups.of(flows.sourceHigh(row), flows.sourceLow(row))[word]
                | groups.of(flows.targetHigh(row), flows.targetLow(row))[word];
    }

    private int first(long candidates, int word, FlowBatch flows, int row) {
        for (long left = candidates; left != 0; left &= left - 1) {
            Variant variant = variants[(word << 6) + Long.numberOfTrailingZeros(left)];
            if (variant.holds(flows, row)) {
                return variant.rule();
            }
        }
        return NONE;
    }
}
