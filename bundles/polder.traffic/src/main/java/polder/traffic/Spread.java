// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

/**
 * Gives out what long flows counted over the time they lasted, so that a record of a minute's traffic is no spike. A flow is a rate
 * that begins and ends; nothing is done in between, and what it counted is its rate times its length to a thousandth of a packet.
 * A flow that is a small part of its host's traffic begins at once. One that is a large part is placed by its own times, a fixed
 * span later, so that the records a router cuts a flow into join without a gap or an overlap however late each one comes. Used by
 * the beat's thread, or under its lock.
 */
final class Spread {
    /** Takes what happens to the traffic of a row, or of {@link #TOTAL}. */
    interface Sink {
        /** A change of the rates, in {@link #UNIT}. */
        void change(int row, int column, long packets, long bytes);

        void atOnce(int row, int column, long packets, long bytes, long flows);
    }

    /** The row of the totals: its columns are the sides of all four directions. */
    static final int TOTAL = Wheel.LEAST_ROW;

    /** So many a second is a rate of one. */
    static final double UNIT = 1 << 20;

    /** Changes waiting at most, unless said otherwise; flows beyond are given out at once. */
    static final int MOST_CHANGES = 4_000_000;

    /** Two rows, five classes, four changes. */
    private static final int CHANGES_OF_A_FLOW = 40;

    /** Said of a column: an amount, not a rate. */
    private static final int AT_ONCE = 0x80;

    private static final int SECOND = 1000;
    /** Routers tell of a flow soon, and the farthest burst is a minute's. */
    private static final int MOST_WAITING = 120_000;
    /** A flow this small a part of its host's rate is one of many. */
    private static final int SMALL = 32;

    private static final int SPAN_BITS = 22;
    private static final int MOST_SPAN = (1 << SPAN_BITS) - 1;
    private static final int FINEST = Wheel.grid(0);
    /** A flow of so many slots or more need not begin and end within one. */
    private static final int FINE = 12;

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
    private int seed = 1;

    // where the flow in hand is placed: each change may be divided between two slots
    private int level;
    private long begin;
    private long beginNext;
    private double beginShare;
    private long end;
    private long endNext;
    private double endShare;
    /** From a count to a rate. */
    private double perCount;

    // what is given out of it
    private boolean isRate;
    private long packets;
    private long bytes;
    private int flows;

    /**
     * @param longest what says it lasted longer is taken as this long; in milliseconds
     * @param most changes waiting at most
     */
    Spread(HostRows rows, Sink sink, int longest, int most) {
        this.rows = rows;
        this.sink = sink;
        this.longest = longest;
        this.most = most;
    }

    /** What says it lasted longer is taken as this long; in milliseconds. */
    void longest(int millis) {
        longest = millis;
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
        wheel.pass(now, passing);
    }

    private void passed(int row, int column, long first, long second) {
        if (row >= 0) {
            rows.pending[row]--;
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
     * @param rowOf the rows of the lane's rows, {@link RowIndex#NONE} for those that found no room
     */
    void add(Deferred from, int[] rowOf) {
        for (int i = 0; i < from.size(); i++) {
            int host = from.host(i);
            int row = host < 0 ? RowIndex.NONE : rowOf[host];
            if (wheel.size() > most - CHANGES_OF_A_FLOW) {
                refused++;
                begin = now;
                give(from, i, row, false);
            } else if (from.length(i) <= SECOND) {
                begin = now + Math.min(MOST_WAITING, from.ahead(i));
                give(from, i, row, false);
            } else {
                place(from, i, row);
                give(from, i, row, true);
            }
        }
    }

    // --- when ---

    private void place(Deferred from, int i, int row) {
        int length = Math.min(longest, from.length(i));
        int ahead = Math.min(MOST_WAITING, from.ahead(i));
        int column = from.side(i) + from.column(i);
        perCount = UNIT * SECOND / length;
        if (row >= 0 && ahead <= length / 4) {
            int age = Math.max(length, Math.min(length + MOST_WAITING, from.age(i)));
            if (placeByItsTimes(row, column + 2, age, length, isLarge(from, i, row, column))) {
                return;
            }
        }
        if (ahead <= length) {
            placeNow(length);
        } else {
            level = Wheel.level(ahead);
            begin(now + ahead - length);
            end(now + ahead);
        }
    }

    private boolean isLarge(Deferred from, int i, int row, int column) {
        long[] cells = rows.rates(row);
        int at = HostRows.at(row) + column;
        double much = SMALL * perCount;
        return from.bytes(i) * much >= cells[at + 1] || from.packets(i) * much >= cells[at];
    }

    /** From now on. The end is put into one of the two slots around it by chance, so that no error is common to many flows. */
    private void placeNow(int length) {
        level = Wheel.level(length);
        int grid = Wheel.grid(level);
        long slot = (now + length) / grid * grid;
        seed ^= seed << 13;
        seed ^= seed >>> 17;
        seed ^= seed << 5;
        long chance = ((seed & 0xffffffffL) * grid) >>> 32;
        begin = now;
        beginShare = 0;
        end = slot <= now || chance < now + length - slot ? slot + grid : slot;
        endShare = 0;
        perCount = UNIT * SECOND / (end - now);
    }

    /**
     * By its own times, a span later. The span is that of the host's column: as long as it took from the beginning of its longest
     * flows to their arrival, and a tenth for those to come. It is kept, with the end of what is placed so, in the cell that counts
     * flows elsewhere.
     *
     * @param large whether it sets the span where none fits
     * @return false when it does not fit
     */
    private boolean placeByItsTimes(int row, int cell, int age, int length, boolean large) {
        long[] cells = rows.rates(row);
        int at = HostRows.at(row) + cell;
        long ended = cells[at] >>> SPAN_BITS;
        int span = (int) cells[at] & MOST_SPAN;
        if (age > span || now > ended + span) {
            if (!large) {
                return false;
            }
            span = age + Math.max(SECOND / 2, Math.min(30 * SECOND, age / 10));
        } else if (age < span - span / 4) {
            return false;
        }
        long from = now + span - age;
        level = Wheel.level(span);
        int grid = Wheel.grid(level);
        if (large || length < FINE * grid) {
            if (ended >= now && Math.abs(from - ended) <= JOINS) {
                from = ended;
            }
            begin(from);
            end(from + length);
        } else {
            // not divided, as errors of many flows even out; but what joins still does
            begin = Math.max(now, (from + grid / 2) / grid * grid);
            beginShare = 0;
            end = (from + length + grid / 2) / grid * grid;
            endShare = 0;
            perCount = UNIT * SECOND / (end - begin);
        }
        cells[at] = (Math.max(ended, from + length) << SPAN_BITS) | span;
        return true;
    }

    private void begin(long time) {
        begin = slot(time);
        beginNext = time / Wheel.grid(level) * Wheel.grid(level) + Wheel.grid(level);
        beginShare = (double) (time - begin) / (beginNext - begin);
    }

    private void end(long time) {
        end = slot(time);
        endNext = time / Wheel.grid(level) * Wheel.grid(level) + Wheel.grid(level);
        endShare = (double) (time - end) / (endNext - end);
    }

    private long slot(long time) {
        return Math.max(now, time / Wheel.grid(level) * Wheel.grid(level));
    }

    // --- what ---

    private void give(Deferred from, int i, int row, boolean asRate) {
        isRate = asRate;
        packets = asRate ? Math.round(from.packets(i) * perCount) : from.packets(i);
        bytes = asRate ? Math.round(from.bytes(i) * perCount) : from.bytes(i);
        flows = from.flows(i);
        if (row >= 0) {
            give(from, i, row, from.side(i));
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
        if (from.isSyn(i)) {
            give(row, side + Columns.SYN);
        }
        if (from.isFragment(i)) {
            give(row, side + Columns.FRAGMENT);
        }
        if (from.isDropped(i)) {
            give(row, side + Columns.DROPPED);
        }
        double variance = (double) from.packets(i) * (from.rate(i) - 1);
        if (isRate) {
            // the error of its count is an error of its rate for as long as it lasts
            rate(row, side + Columns.VARIANCE, Math.round(variance * perCount * perCount / UNIT), 0);
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
        if (flows > 0) {
            amount(row, column + 2, flows, 0);
        }
    }

    private void rate(int row, int column, long packetRate, long byteRate) {
        long packetsLater = (long) (packetRate * beginShare);
        long bytesLater = (long) (byteRate * beginShare);
        change(begin, row, column, packetRate - packetsLater, byteRate - bytesLater);
        change(beginNext, row, column, packetsLater, bytesLater);
        packetsLater = (long) (packetRate * endShare);
        bytesLater = (long) (byteRate * endShare);
        change(end, row, column, packetsLater - packetRate, bytesLater - byteRate);
        change(endNext, row, column, -packetsLater, -bytesLater);
    }

    private void change(long time, int row, int column, long packetRate, long byteRate) {
        if ((packetRate | byteRate) == 0) {
            return;
        }
        if (time <= now) {
            sink.change(row, column, packetRate, byteRate);
        } else {
            schedule(level, time, row, column, packetRate, byteRate);
        }
    }

    private void amount(int row, int column, long first, long second) {
        if (begin <= now) {
            atOnce(row, column, first, second);
        } else {
            schedule(0, begin / FINEST * FINEST + FINEST, row, column | AT_ONCE, first, second);
        }
    }

    private void atOnce(int row, int column, long first, long second) {
        if (Columns.isFlows(column)) {
            sink.atOnce(row, column - 2, 0, 0, first);
        } else {
            sink.atOnce(row, column, first, second, 0);
        }
    }

    private void schedule(int grid, long time, int row, int column, long first, long second) {
        if (wheel.add(grid, time, row, column, first, second) && row >= 0) {
            rows.pending[row]++;
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
        if (!Columns.isFirst(column & ~AT_ONCE, width, amount) || inMillis < 0 || inMillis > Wheel.reach(grid)
                || (amount && grid > 0)) {
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
        if (!rows.hasRates(row)) {
            return 0;
        }
        long cell = rows.rates(row)[HostRows.at(row) + column + 2];
        int span = (int) cell & MOST_SPAN;
        return span == 0 ? 0 : (Math.max(0, (cell >>> SPAN_BITS) - now) << SPAN_BITS) | span;
    }

    void resume(int row, int column, long span) {
        rows.rates(row)[HostRows.at(row) + column + 2] =
                span == 0 ? 0 : (((span >>> SPAN_BITS) + now) << SPAN_BITS) | (span & MOST_SPAN);
    }
}
