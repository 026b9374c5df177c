// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.wire.PrefixTable;

/**
 * Counts the flows of one lane. When it sees that there was a beat, the lane puts what is due into what it hands over, publishes that
 * with one store and goes on with the spare one; the beat gives it back, emptied. One writer, no lock.
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
    private final Pulse pulse;
    private final LaneTable table;
    private Handed filling = new Handed();
    private long seen;
    private long stripes;
    private int[] toRow = new int[ROWS];
    private int[] fromRow = new int[ROWS];
    private byte[] direction = new byte[ROWS];
    /** Of {@link Columns#part}. */
    private byte[] part = new byte[ROWS];
    /** Kept so that the compiler keeps the reads that fetch rows ahead. */
    long fetched;

    /** Whether anything was counted that has not been handed over. */
    private volatile boolean holds;

    private volatile @Nullable Handed spare = new Handed();
    private volatile @Nullable Handed handed;
    private volatile @Nullable Handed last;

    LaneMeter(Supplier<Scheme> scheme, Pulse pulse, int mostRows) {
        this.scheme = scheme;
        this.pulse = pulse;
        table = new LaneTable(mostRows);
        seen = pulse.beats();
        stripes = pulse.stripes();
    }

    @Override
    public void accept(FlowBatch flows) {
        if (flows.size() > 0) {
            count(flows, scheme.get());
            if (!holds) {
                holds = true;
            }
        }
        long now = pulse.beats();
        if (now != seen) {
            handOver(now);
        }
    }

    private void handOver(long now) {
        Handed next = spare;
        if (next != null) {
            spare = null;
            long due = pulse.stripes();
            table.handOver(stripes, due, filling);
            handed = filling;
            holds = false;
            filling = next;
            seen = now;
            stripes = due;
        }
    }

    @Override
    public void close() {
        table.handOver(0, LaneTable.STRIPES, filling);
        last = filling;
    }

    // --- the beat's side ---

    /** Whether nothing is to be waited for in this beat. */
    boolean hasHanded() {
        return handed != null || last != null || !holds;
    }

    @Nullable
    Handed take() {
        Handed taken = handed;
        if (taken != null) {
            handed = null;
        }
        return taken;
    }

    /** What a lane that was closed still had. */
    @Nullable
    Handed takeLast() {
        return last;
    }

    void giveBack(Handed emptied) {
        spare = emptied;
    }

    // --- counting ---

    /**
     * Four passes: where every row is going to be looked up is read, then it is looked up, read from, and added to. Neither reads nor look-ups
     * depend on each other, and there is little else in a pass, so the processor waits for many of their cache misses at a time.
     */
    private void count(FlowBatch flows, Scheme now) {
        int size = flows.size();
        if (size > toRow.length) {
            toRow = new int[size];
            fromRow = new int[size];
            direction = new byte[size];
            part = new byte[size];
        }
        table.noting(now.notable());
        filling.flows += size;
        fetched = ahead(flows, size);
        find(flows, size, now);
        fetched += fetch(size);
        for (int i = 0; i < size; i++) {
            if (toRow[i] != DEFERRED) {
                add(flows, i);
            }
        }
    }

    private long ahead(FlowBatch flows, int size) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += table.warm(flows.targetHigh(i), flows.targetLow(i));
        }
        for (int i = 0; i < size; i++) {
            sum += table.warm(flows.sourceHigh(i), flows.sourceLow(i));
            part[i] = (byte) Columns.part(flows.protocol(i), flows.tcpFlags(i), flows.sourcePort(i));
        }
        return sum;
    }

    private void find(FlowBatch flows, int size, Scheme now) {
        boolean room = filling.deferred.hasRoom(2 * size);
        for (int i = 0; i < size; i++) {
            boolean lasts = !isOfTheMoment(flows, i);
            if (lasts && !room) {
                filling.undeferred++;
            }
            find(flows, i, now, lasts && room);
        }
    }

    private long fetch(int size) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            boolean second = part[i] != Columns.NONE;
            sum += toRow[i] >= 0 ? table.warm(toRow[i], second) : 0;
            sum += fromRow[i] >= 0 ? table.warm(fromRow[i], second) : 0;
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
            toRow[i] = to && counts ? row(flows.targetHigh(i), flows.targetLow(i)) : NO_ROW;
            fromRow[i] = from && counts ? row(flows.sourceHigh(i), flows.sourceLow(i)) : NO_ROW;
        }
    }

    private int row(long high, long low) {
        int row = table.row(high, low);
        if (row < 0) {
            filling.refused++;
        }
        return row;
    }

    /** The beat gives out what it counted. */
    private void defer(FlowBatch flows, int i, boolean to, boolean from) {
        Deferred deferred = filling.deferred;
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

    private void add(FlowBatch flows, int i) {
        int column = Columns.OF_PROTOCOL[flows.protocol(i)];
        long rate = flows.samplingRate(i);
        long packets = flows.packets(i) * rate;
        long bytes = flows.bytes(i) * rate;
        int isNew = flows.flows(i);
        add(i, column, packets, bytes, isNew);
        if (part[i] != Columns.NONE) {
            add(i, part[i], packets, bytes, isNew);
        }
        if (flows.isFragment(i)) {
            add(i, Columns.FRAGMENT, packets, bytes, isNew);
        }
        if (flows.isDropped(i)) {
            add(i, Columns.DROPPED, packets, bytes, isNew);
        }
        if (direction[i] == INTERNAL && toRow[i] >= 0) {
            add(i, Columns.INTERNAL, packets, bytes, isNew);
        }
        if (rate > 1) {
            addVariance(i, packets * (rate - 1));
        }
        if (toRow[i] >= 0) {
            table.from(toRow[i], flows.sourceHigh(i), flows.sourceLow(i), packets, bytes);
        }
        if (fromRow[i] >= 0) {
            table.to(fromRow[i], flows.targetHigh(i), flows.targetLow(i), packets, bytes);
        }
    }

    private void add(int i, int column, long packets, long bytes, int isNew) {
        int total = direction[i] * Columns.SIDE_CELLS + column * Columns.UNITS;
        filling.totals[total] += packets;
        filling.totals[total + 1] += bytes;
        filling.totals[total + 2] += isNew;
        if (toRow[i] >= 0) {
            count(toRow[i], Columns.IN + column, packets, bytes, isNew);
        }
        if (fromRow[i] >= 0) {
            count(fromRow[i], Columns.OUT + column, packets, bytes, isNew);
        }
    }

    private void addVariance(int i, long variance) {
        filling.totals[direction[i] * Columns.SIDE_CELLS + Columns.VARIANCE * Columns.UNITS] += variance;
        if (toRow[i] >= 0) {
            count(toRow[i], Columns.IN + Columns.VARIANCE, variance, 0, 0);
        }
        if (fromRow[i] >= 0) {
            count(fromRow[i], Columns.OUT + Columns.VARIANCE, variance, 0, 0);
        }
    }

    private void count(int row, int column, long packets, long bytes, int isNew) {
        if (!table.add(row, column, packets, bytes, isNew)) {
            filling.refused++;
        }
    }
}
