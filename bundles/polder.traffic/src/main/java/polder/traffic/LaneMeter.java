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
    private static final byte INCOMING = 0;
    private static final byte OUTGOING = 1;
    private static final byte INTERNAL = 2;
    private static final byte OTHER = 3;
    private static final int NO_ROW = -2;
    private static final int DEFERRED = -3;
    /** A flow this long is given out in one piece: the window is as long. */
    private static final long MOMENT = 1_000_000_000L;

    private static final int ROWS = 128;

    private final Supplier<Scheme> scheme;
    private final AtomicLong epoch;
    private LaneTable table;
    private long seen;
    private int[] toRow = new int[ROWS];
    private int[] fromRow = new int[ROWS];
    private byte[] direction = new byte[ROWS];
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

    /**
     * Three passes: every row is looked up, then read from, then added to. Neither look-ups nor reads depend on each other, so the
     * processor waits for many of their cache misses at a time.
     */
    private void count(FlowBatch flows, Scheme now) {
        int size = flows.size();
        if (size > toRow.length) {
            toRow = new int[size];
            fromRow = new int[size];
            direction = new byte[size];
        }
        LaneTable counted = table;
        counted.flows += size;
        find(flows, size, now, counted);
        counted.fetched = fetch(counted, size);
        for (int i = 0; i < size; i++) {
            if (toRow[i] != DEFERRED) {
                add(flows, i, counted);
            }
        }
    }

    private void find(FlowBatch flows, int size, Scheme now, LaneTable counted) {
        boolean room = counted.deferred.hasRoom(2 * size);
        for (int i = 0; i < size; i++) {
            boolean lasts = !isOfTheMoment(flows, i);
            if (lasts && !room) {
                counted.undeferred++;
            }
            find(flows, i, now, lasts && room);
        }
    }

    private long fetch(LaneTable counted, int size) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            int to = toRow[i];
            int from = fromRow[i];
            if (to >= 0) {
                sum += counted.chunk(to)[LaneTable.at(to) + Columns.IN];
            }
            if (from >= 0) {
                sum += counted.chunk(from)[LaneTable.at(from) + Columns.OUT];
            }
        }
        return sum;
    }

    /** Most flows are: they lasted no longer than the window is, and are not to be held back. */
    private static boolean isOfTheMoment(FlowBatch flows, int i) {
        return flows.endNanos(i) - flows.startNanos(i) <= MOMENT && flows.aheadMillis(i) <= Spread.MOMENT_AHEAD;
    }

    private void find(FlowBatch flows, int i, Scheme now, boolean lasts) {
        PrefixTable networks = now.networks();
        boolean every = now.countsEveryTarget();
        boolean to = every || networks.match(flows.targetHigh(i), flows.targetLow(i)) >= 0;
        boolean from = !every && networks.match(flows.sourceHigh(i), flows.sourceLow(i)) >= 0;
        boolean both = to && from;
        direction[i] = both ? INTERNAL : to ? INCOMING : from ? OUTGOING : OTHER;
        boolean counts = !both || now.countsInternal();
        if (lasts) {
            defer(flows, i, to && counts, from && counts);
        } else {
            toRow[i] = to && counts ? table.row(flows.targetHigh(i), flows.targetLow(i)) : NO_ROW;
            fromRow[i] = from && counts ? table.row(flows.sourceHigh(i), flows.sourceLow(i)) : NO_ROW;
        }
    }

    /** The beat gives out what it counted. */
    private void defer(FlowBatch flows, int i, boolean to, boolean from) {
        Deferred deferred = table.deferred;
        toRow[i] = DEFERRED;
        fromRow[i] = DEFERRED;
        if (to) {
            deferred.incoming(flows, i, direction[i]);
        }
        if (from) {
            deferred.outgoing(flows, i, to ? Deferred.NO_TOTAL : direction[i]);
        }
        if (!to && !from) {
            deferred.other(flows, i, direction[i]);
        }
    }

    private void add(FlowBatch flows, int i, LaneTable counted) {
        int protocol = flows.protocol(i);
        int column = Columns.OF_PROTOCOL[protocol];
        long rate = flows.samplingRate(i);
        long packets = flows.packets(i) * rate;
        long bytes = flows.bytes(i) * rate;
        int isNew = flows.flows(i);
        boolean syn = Columns.isSyn(protocol, flows.tcpFlags(i));
        boolean special = syn || rate > 1 || flows.isFragment(i) || flows.isDropped(i);
        int total = direction[i] * Columns.OUT;
        int to = toRow[i];
        int from = fromRow[i];
        triple(counted.totals, total + column, packets, bytes, isNew);
        if (to >= 0) {
            triple(counted.chunk(to), LaneTable.at(to) + Columns.IN + column, packets, bytes, isNew);
        }
        if (from >= 0) {
            triple(counted.chunk(from), LaneTable.at(from) + Columns.OUT + column, packets, bytes, isNew);
        }
        if (special) {
            special(flows, i, syn, counted.totals, total);
            if (to >= 0) {
                special(flows, i, syn, counted.chunk(to), LaneTable.at(to) + Columns.IN);
            }
            if (from >= 0) {
                special(flows, i, syn, counted.chunk(from), LaneTable.at(from) + Columns.OUT);
            }
        }
    }

    /** What most flows are not: an opening of a connection, a fragment, dropped, sampled. */
    private static void special(FlowBatch flows, int i, boolean syn, long[] cells, int side) {
        long rate = flows.samplingRate(i);
        long packets = flows.packets(i) * rate;
        long bytes = flows.bytes(i) * rate;
        int isNew = flows.flows(i);
        if (syn) {
            triple(cells, side + Columns.SYN, packets, bytes, isNew);
        }
        if (flows.isFragment(i)) {
            triple(cells, side + Columns.FRAGMENT, packets, bytes, isNew);
        }
        if (flows.isDropped(i)) {
            triple(cells, side + Columns.DROPPED, packets, bytes, isNew);
        }
        cells[side + Columns.VARIANCE] += packets * (rate - 1);
    }

    private static void triple(long[] cells, int at, long packets, long bytes, int flows) {
        cells[at] += packets;
        cells[at + 1] += bytes;
        cells[at + 2] += flows;
    }
}
