// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.wire.PrefixTable;

/**
 * Counts the flows of one lane. When the beat raises the epoch, the lane publishes its table with one store and goes on with the
 * spare one; the beat gives the table back, emptied. One writer, no lock, nothing copied.
 */
final class LaneMeter implements FlowTapLane {
    private static final int INCOMING = 0;
    private static final int OUTGOING = Columns.OUT;
    private static final int INTERNAL = 2 * Columns.OUT;
    private static final int OTHER = 3 * Columns.OUT;

    private final Supplier<Scheme> scheme;
    private final AtomicLong epoch;
    private LaneTable table;
    private long seen;
    private volatile @Nullable LaneTable spare;
    private volatile @Nullable LaneTable handed;
    private volatile @Nullable LaneTable last;

    LaneMeter(Supplier<Scheme> scheme, AtomicLong epoch, int mostRows) {
        this.scheme = scheme;
        this.epoch = epoch;
        table = new LaneTable(mostRows);
        spare = new LaneTable(mostRows);
        seen = epoch.get();
    }

    @Override
    public void accept(FlowBatch flows) {
        if (flows.size() > 0) {
            count(flows, scheme.get());
        }
        long now = epoch.get();
        if (now != seen) {
            handOver(now);
        }
    }

    private void handOver(long now) {
        LaneTable next = spare;
        if (next != null) {
            spare = null;
            handed = table;
            table = next;
            seen = now;
        }
    }

    @Override
    public void close() {
        last = table;
    }

    // --- the beat's side ---

    /** Whether nothing is to be waited for in this epoch. */
    boolean hasHanded() {
        return handed != null || last != null;
    }

    @Nullable
    LaneTable take() {
        LaneTable taken = handed;
        if (taken != null) {
            handed = null;
        }
        return taken;
    }

    /** The table of a lane that was closed, once. */
    @Nullable
    LaneTable takeLast() {
        return last;
    }

    void giveBack(LaneTable emptied) {
        spare = emptied;
    }

    // --- counting ---

    private void count(FlowBatch flows, Scheme now) {
        LaneTable counted = table;
        PrefixTable networks = now.networks();
        boolean everyTarget = now.countsEveryTarget();
        boolean internal = now.countsInternal();
        int size = flows.size();
        counted.flows += size;
        for (int i = 0; i < size; i++) {
            boolean to = everyTarget || networks.match(flows.targetHigh(i), flows.targetLow(i)) >= 0;
            boolean from = !everyTarget && networks.match(flows.sourceHigh(i), flows.sourceLow(i)) >= 0;
            int direction = to ? (from ? INTERNAL : INCOMING) : (from ? OUTGOING : OTHER);
            add(flows, i, counted.totals, direction);
            if (to && (!from || internal)) {
                int row = counted.row(flows.targetHigh(i), flows.targetLow(i));
                if (row >= 0) {
                    add(flows, i, counted.chunk(row), LaneTable.at(row) + Columns.IN);
                } else {
                    counted.refused++;
                }
            }
            if (from && (!to || internal)) {
                int row = counted.row(flows.sourceHigh(i), flows.sourceLow(i));
                if (row >= 0) {
                    add(flows, i, counted.chunk(row), LaneTable.at(row) + Columns.OUT);
                } else {
                    counted.refused++;
                }
            }
        }
    }

    private static void add(FlowBatch flows, int i, long[] cells, int side) {
        int protocol = flows.protocol(i);
        long rate = flows.samplingRate(i);
        long seenPackets = flows.packets(i);
        long packets = seenPackets * rate;
        long bytes = flows.bytes(i) * rate;
        int isNew = flows.flows(i);
        triple(cells, side + Columns.OF_PROTOCOL[protocol], packets, bytes, isNew);
        if (protocol == 6 && (flows.tcpFlags(i) & 0x12) == 0x02) {
            triple(cells, side + Columns.SYN, packets, bytes, isNew);
        }
        if (flows.isFragment(i)) {
            triple(cells, side + Columns.FRAGMENT, packets, bytes, isNew);
        }
        if (rate > 1) {
            cells[side + Columns.VARIANCE] += packets * (rate - 1);
        }
    }

    private static void triple(long[] cells, int at, long packets, long bytes, int flows) {
        cells[at] += packets;
        cells[at + 1] += bytes;
        cells[at + 2] += flows;
    }
}
