// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

/**
 * Gives out what long flows counted over the time they lasted, so that a record of a minute's traffic is no spike. A flow is a rate
 * that begins and ends; nothing is done in between, and what it counted is its rate times its length to a thousandth of a packet.
 * A flow about as old as the longest of its host is placed by its own times, a fixed span later, so that the records a router cuts a
 * flow into join without a gap or an overlap however late each one comes. All others begin at once. Used by the beat's thread, or
 * under its lock.
 */
final class Spread {
    /** Takes what happens to the traffic of a row, or of {@link #TOTAL}. */
    interface Sink {
        /** A change of the rates, in {@link #UNIT}. */
        void change(int row, int column, long packets, long bytes);

        void atOnce(int row, int column, long packets, long bytes, long flows);

        /**
         * What is going to be the rates of a flow, a second, and of which other end it is; of one that ends as it begins, what it
         * counted.
         */
        void lasts(int row, int side, long peer, double packets, double bytes, Placement when);
    }

    /** The row of the totals: its columns are the sides of all four directions. */
    static final int TOTAL = Wheel.LEAST_ROW;

    /** So many a second is a rate of one. */
    static final double UNIT = 1 << 20;

    /** Changes waiting at most, unless said otherwise; flows beyond are given out at once. */
    static final int MOST_CHANGES = 6_000_000;

    /** Two rows, six classes, four changes. */
    private static final int CHANGES_OF_A_FLOW = 48;

    /** Said of a column: an amount, not a rate. */
    private static final int AT_ONCE = 0x80;

    /** And that the amount is one of flows. */
    private static final int FLOWS = 0x100;

    /** What ends so little later than it arrived is not held back. Milliseconds. */
    static final int MOMENT_AHEAD = 250;

    private static final int SECOND = 1000;
    /** Routers tell of a flow soon, and the farthest burst is a minute's. */
    private static final int MOST_WAITING = 120_000;

    /** A flow this small a part of its host's rate is one of many. */
    private static final int SMALL = 128;

    /** So many flows are fetched at a time, for the processor to wait for many of their cache misses at once. */
    private static final int BLOCK = 32;

    private static final int FINEST = Wheel.grid(0);
    /** A flow of so many slots or more need not begin and end within one. */
    private static final int FINE = 6;

    /** Flows that begin so near to where another ended join it: a beat more or less is chance. */
    private static final int JOINS = 250;

    private final HostRows rows;
    private final Sink sink;
    private final Wheel wheel = new Wheel();
    private final Wheel.Sink passing = this::passed;
    private final int most;
    private int longest;
    private long now;
    private long refused;
    private final Placement place = new Placement();
    private final Deferred inOrder = new Deferred();
    private final PushedOut pushedOut;
    /** Kept so that the compiler keeps the reads that fetch ahead. */
    long warmed;

    // what is given out of the flow in hand
    private int ahead;
    private boolean isRate;
    private long packets;
    private long bytes;
    private int flows;
    private boolean flowsNow;

    /**
     * @param longest what says it lasted longer is taken as this long; in milliseconds
     * @param most changes waiting at most
     */
    Spread(HostRows rows, Sink sink, int longest, int most) {
        this.rows = rows;
        this.sink = sink;
        this.longest = longest;
        this.most = most;
        pushedOut = new PushedOut(rows);
    }

    /** What says it lasted longer is taken as this long; in milliseconds. */
    void longest(int millis) {
        longest = millis;
    }

    /** What hosts may have from now on. */
    void allowed(Allowed allowed) {
        pushedOut.allowed(allowed);
    }

    /** Changes waiting. */
    int size() {
        return wheel.size();
    }

    /** Flows given out at once, as there was no room. */
    long refused() {
        return refused;
    }

    /** Moves on: what is due happens. */
    void pass(long millis) {
        now = millis;
        pushedOut.pass(now);
        wheel.pass(now, passing);
    }

    private void passed(int row, int column, long first, long second) {
        if (row >= 0) {
            rows.set(row, HostRows.PENDING, rows.get(row, HostRows.PENDING) - 1);
        }
        if ((column & AT_ONCE) == 0) {
            sink.change(row, column, first, second);
        } else {
            atOnce(row, column & ~AT_ONCE, first, second);
        }
    }

    /**
     * Takes what a lane has deferred.
     *
     * @param rowOf the row of each, or {@link RowIndex#NONE}
     */
    void add(Deferred from, int[] rowOf) {
        inOrder.gather(from, rowOf);
        for (int block = 0; block < inOrder.size(); block += BLOCK) {
            int end = Math.min(block + BLOCK, inOrder.size());
            for (int i = block; i < end; i++) {
                warmed ^= rows.warm(inOrder.row(i));
            }
            for (int i = block; i < end; i++) {
                warmed ^= warmSlots(inOrder, i, inOrder.row(i));
            }
            for (int i = block; i < end; i++) {
                add(inOrder, i, inOrder.row(i));
            }
        }
    }

    /** Reads from where the changes of a flow are likely to be written; the value means nothing. */
    private long warmSlots(Deferred from, int i, int row) {
        if (row < 0) {
            return 0;
        }
        int column = from.side(i) + from.column(i);
        int cell = rows.cell(row, column);
        int span = HostCells.span(rows.cells.chunk(cell)[HostCells.at(cell) + HostCells.SPAN]);
        int later = Math.max(0, span - from.age(i));
        int level = Wheel.level(later == 0 ? from.length(i) : span);
        long half = Wheel.grid(level) / 2;
        return wheel.warm(level, now + later + half, row, column)
                ^ wheel.warm(level, now + later + from.length(i) + half, row, column);
    }

    private void add(Deferred from, int i, int row) {
        ahead = Math.min(MOST_WAITING, from.isEarly(i) ? pushedOut.wait(from, i, row) : from.ahead(i));
        boolean later = ahead > MOMENT_AHEAD;
        place.begin = later ? now + ahead : now;
        if (wheel.size() > most - CHANGES_OF_A_FLOW) {
            refused++;
            place.begin = now;
            give(from, i, row, false);
        } else if (from.length(i) <= SECOND) {
            give(from, i, row, false);
        } else {
            place(from, i, row, later);
            give(from, i, row, true);
        }
    }

    // --- when ---

    private void place(Deferred from, int i, int row, boolean later) {
        int length = Math.min(longest, from.length(i));
        if (row >= 0) {
            pushedOut.lasted(from, i, row);
        }
        if (row >= 0 && ahead <= length / 4 && placeByItsTimes(from, i, row, length)) {
            return;
        }
        if (later && ahead > length) {
            place.level = Wheel.level(ahead);
            place.divided(now, now + ahead - length, length);
        } else {
            place.fromNow(now, length);
        }
    }

    /**
     * By its own times, a span later. The span is that of the host's column: as long as it took from the beginning of its longest
     * flows to their arrival, and a tenth for those to come. It is kept, with the end of what is placed so, in the cell that counts
     * flows elsewhere.
     *
     * @return false when it does not fit
     */
    private boolean placeByItsTimes(Deferred from, int i, int row, int length) {
        int cell = rows.cell(row, from.side(i) + from.column(i));
        long[] cells = rows.cells.chunk(cell);
        int at = HostCells.at(cell);
        int age = Math.max(length, Math.min(length + MOST_WAITING, from.age(i)));
        long ended = HostCells.ended(cells[at + HostCells.SPAN]);
        int span = HostCells.span(cells[at + HostCells.SPAN]);
        double much = SMALL * UNIT * SECOND / length;
        boolean large = from.bytes(i) * much >= cells[at + HostCells.BYTE_RATE]
                || from.packets(i) * much >= cells[at + HostCells.PACKET_RATE];
        if (age > span || now > ended + span) {
            if (!large) {
                return false;
            }
            span = age + Math.max(SECOND / 2, Math.min(30 * SECOND, age / 10));
        } else if (age < span - span / 4 && !pushedOut.waits(from, i, row)) {
            return false;
        }
        long begin = now + span - age;
        int level = Wheel.level(span);
        if (large || length < FINE * Wheel.grid(level)) {
            // finer, as what begins within the slot of now cannot be divided as the end it joins was
            place.level = Math.max(0, level - 2);
            if (ended >= now && Math.abs(begin - ended) <= JOINS) {
                begin = ended;
            }
            place.divided(now, begin, length);
        } else {
            place.level = Math.max(0, level - 1);
            place.rounded(now, begin, length);
        }
        cells[at + HostCells.SPAN] = (Math.max(ended, begin + length) << HostCells.SPAN_BITS) | span;
        return true;
    }

    // --- what ---

    private void give(Deferred from, int i, int row, boolean asRate) {
        isRate = asRate;
        packets = asRate ? Math.round(from.packets(i) * place.perCount) : from.packets(i);
        bytes = asRate ? Math.round(from.bytes(i) * place.perCount) : from.bytes(i);
        flows = from.flows(i);
        flowsNow = ahead <= MOMENT_AHEAD;
        if (row >= 0) {
            give(from, i, row, from.side(i));
            if (asRate) {
                sink.lasts(row, from.side(i), from.peer(i), packets / UNIT, bytes / UNIT, place);
            } else if (flowsNow && from.isEarly(i)) {
                place.moment(now);
                sink.lasts(row, from.side(i), from.peer(i), (double) packets, (double) bytes, place);
            }
        }
        int total = from.total(i);
        if (total != Deferred.NO_TOTAL) {
            give(from, i, TOTAL, total * Columns.OUT);
        }
    }

    private void give(Deferred from, int i, int row, int side) {
        give(row, side + from.column(i));
        if (!from.isSpecial(i)) {
            return;
        }
        if (from.part(i) != Columns.NONE) {
            give(row, side + from.part(i));
        }
        if (from.isFragment(i)) {
            give(row, side + Columns.FRAGMENT);
        }
        if (from.isDropped(i)) {
            give(row, side + Columns.DROPPED);
        }
        if (from.isInternal(i)) {
            give(row, side + Columns.INTERNAL);
        }
        double variance = (double) from.packets(i) * (from.rate(i) - 1);
        if (isRate) {
            // the error of its count is an error of its rate for as long as it lasts
            rate(row, side + Columns.VARIANCE, Math.round(variance * place.perCount * place.perCount / UNIT), 0);
        } else {
            amount(row, side + Columns.VARIANCE, Math.round(variance), 0);
        }
    }

    private void give(int row, int column) {
        if (isRate) {
            rate(row, column, packets, bytes);
        } else {
            amount(row, column, packets, bytes);
        }
        if (flows > 0 && flowsNow) {
            sink.atOnce(row, column, 0, 0, flows);
        } else if (flows > 0) {
            amount(row, column | FLOWS, flows, 0);
        }
    }

    private void rate(int row, int column, long packetRate, long byteRate) {
        long packetsLater = (long) (packetRate * place.beginShare);
        long bytesLater = (long) (byteRate * place.beginShare);
        change(place.begin, row, column, packetRate - packetsLater, byteRate - bytesLater);
        change(place.beginNext, row, column, packetsLater, bytesLater);
        packetsLater = (long) (packetRate * place.endShare);
        bytesLater = (long) (byteRate * place.endShare);
        change(place.end, row, column, packetsLater - packetRate, bytesLater - byteRate);
        change(place.endNext, row, column, -packetsLater, -bytesLater);
    }

    private void change(long time, int row, int column, long packetRate, long byteRate) {
        if ((packetRate | byteRate) == 0) {
            return;
        }
        if (time <= now) {
            sink.change(row, column, packetRate, byteRate);
        } else {
            schedule(place.level, time, row, column, packetRate, byteRate);
        }
    }

    private void amount(int row, int column, long first, long second) {
        if (place.begin <= now) {
            atOnce(row, column, first, second);
        } else {
            schedule(0, (place.begin & -FINEST) + FINEST, row, column | AT_ONCE, first, second);
        }
    }

    private void atOnce(int row, int column, long first, long second) {
        if ((column & FLOWS) != 0) {
            sink.atOnce(row, column & ~FLOWS, 0, 0, first);
        } else {
            sink.atOnce(row, column, first, second, 0);
        }
    }

    private void schedule(int grid, long time, int row, int column, long first, long second) {
        if (wheel.add(grid, time, row, column, first, second) && row >= 0) {
            rows.set(row, HostRows.PENDING, rows.get(row, HostRows.PENDING) + 1);
        }
    }

    // --- for a successor ---

    /** Shows every change that is still to come. */
    void each(Wheel.Pending pending) {
        wheel.each(now, pending);
    }

    /**
     * Takes a change over. What is to end has begun already.
     *
     * @return whether it can be one
     */
    boolean restore(int row, int column, int inMillis, long first, long second) {
        boolean amount = (column & AT_ONCE) != 0;
        int grid = inMillis <= Wheel.reach(0) ? 0 : Wheel.level(inMillis);
        int width = row == TOTAL ? 4 * Columns.OUT : Columns.WIDTH;
        boolean known = (column & ~(AT_ONCE | FLOWS)) < width && (amount || (column & FLOWS) == 0);
        if (!known || inMillis < 0 || inMillis > Wheel.reach(grid) || (amount && grid > 0)) {
            return false;
        }
        if (wheel.size() < most) {
            if (!amount) {
                sink.change(row, column, -first, -second);
            }
            int length = Wheel.grid(grid);
            long slot = Math.max(now / length + 1, Math.round((double) (now + inMillis) / length));
            schedule(grid, slot * length, row, column, first, second);
        }
        return true;
    }

    /** The span of a host's column and how long its last flow goes on, as {@link #resume} takes it; 0 for none. */
    long span(int row, int column) {
        int cell = rows.cells.find(rows.get(row, HostRows.CELLS), column);
        long word = cell == HostCells.NONE ? 0 : rows.cells.chunk(cell)[HostCells.at(cell) + HostCells.SPAN];
        int span = HostCells.span(word);
        return span == 0 ? 0 : (Math.max(0, HostCells.ended(word) - now) << HostCells.SPAN_BITS) | span;
    }

    void resume(int row, int column, long span) {
        if (span != 0) {
            int cell = rows.cell(row, column);
            rows.cells.chunk(cell)[HostCells.at(cell) + HostCells.SPAN] =
                    (((span >>> HostCells.SPAN_BITS) + now) << HostCells.SPAN_BITS) | (span & HostCells.MOST_SPAN);
        }
    }
}
