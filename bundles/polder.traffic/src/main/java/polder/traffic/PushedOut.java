// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Flows that other traffic pushed out of their exporter's cache. Those of a host wait until as long after they were as its flows
 * usually come, so that a cache emptied at once is no spike of every host in it, and nothing is given out beside what it follows. They
 * do not wait when that would hide something: when, second by second of when they were, they are more than the host may have, or much
 * more than it had; new traffic has a lag of its own. Used by the beat's thread, or under its lock.
 */
final class PushedOut {
    /** Sides of hosts; the flows of others do not wait. A power of two. */
    private static final int MOST = 1 << 14;

    private static final int WAYS = 16;
    /** As far back as flows may have begun, in seconds; a power of two. */
    private static final int SECONDS = 128;

    private static final int SECOND = 1000;
    /** Without any flows, or with no second over a limit, for so long it begins anew. Milliseconds. */
    private static final int FORGET = 60_000;

    /** So many times the average is new traffic. */
    private static final float NEW = 4;

    private static final float LEAST_NEW = 100;

    /** So much of the way to a longer lag is gone with each flow that has it. */
    private static final int RISE = 64;

    /** What is known of a side of a host. */
    private static final class Known {
        int row;
        /** How long after their end its short flows come, milliseconds; what is usual for the exporter as long as it is not its own. */
        float lag;

        boolean isOwn;

        long used;
        long loudUntil;
        /** The last second in the ring. */
        long newest;
        /** Packets, bytes and flows by the second in which they were. */
        final float[] sums = new float[SECONDS * Allowed.UNITS];
    }

    private final HostRows rows;
    /** Hashes of a side of an address each, and in the same place what is known of it. */
    private final long[] keys = new long[MOST];

    private final @Nullable Known[] table = new Known[MOST];
    private Allowed allowed = new Allowed(List.of());
    private long now;

    PushedOut(HostRows rows) {
        this.rows = rows;
    }

    void pass(long millis) {
        now = millis;
    }

    void allowed(Allowed by) {
        allowed = by;
    }

    /** For how long a flow is to wait, in milliseconds; 0 for one that lasted, as that is placed by when it was. */
    int wait(Deferred from, int i, int row) {
        int side = from.side(i);
        boolean canWait = row >= 0 && from.length(i) <= SECOND && from.age(i) < SECONDS * SECOND;
        Known known = canWait ? known(row, side) : null;
        if (known == null) {
            return 0;
        }
        int age = from.age(i) - from.length(i);
        int usual = age + from.ahead(i);
        if (!known.isOwn) {
            known.lag = usual;
        }
        add(known, from, i, row);
        if (now < known.loudUntil) {
            return 0;
        }
        int at = place((now - age) / SECOND);
        if (!known.isOwn && known.sums[at] > LEAST_NEW + NEW * average(row, side)) {
            known.isOwn = true;
            known.lag = age;
        }
        learn(known, age, usual);
        return Math.max(0, Math.max((int) known.lag, span(row, side + from.column(i))) - age);
    }

    /**
     * What a full cache keeps longest comes several times later than most: would each flow wait for as long as that, new traffic would be
     * seen slowly. So of a host with a lag of its own a single flow does not count for much.
     */
    private static void learn(Known known, int age, int usual) {
        if (age > known.lag) {
            boolean isFirst = known.lag == 0;
            known.lag += (age - known.lag) / (known.isOwn && !isFirst ? RISE : 1);
        }
        known.lag = Math.min(Math.max(age, usual), known.lag);
    }

    /** Whether a flow that lasted, and is younger than its host's are, is to be given out a span after it began as they are. */
    boolean waits(Deferred from, int i, int row) {
        if (!from.isEarly(i) || !rows.is(row, HostRows.NOTED) || from.age(i) >= SECONDS * SECOND) {
            return false;
        }
        Known known = known(row, from.side(i));
        return known != null && now >= known.loudUntil;
    }

    /** Takes note of a flow that lasted. */
    void lasted(Deferred from, int i, int row) {
        if (rows.is(row, HostRows.NOTED) && from.age(i) < SECONDS * SECOND) {
            Known known = known(row, from.side(i));
            if (known != null) {
                add(known, from, i, row);
            }
        }
    }

    /** By when what lasts in a column begins after it began, while there is any; else 0. */
    private int span(int row, int column) {
        int cell = rows.cells.find(rows.get(row, HostRows.CELLS), column);
        long word = cell == HostCells.NONE ? 0 : rows.cells.chunk(cell)[HostCells.at(cell) + HostCells.SPAN];
        return now > HostCells.ended(word) ? 0 : HostCells.span(word);
    }

    /** Adds to the seconds in which a flow was, an equal part to each. */
    private void add(Known known, Deferred from, int i, int row) {
        known.used = now;
        long first = (now - from.age(i)) / SECOND;
        long last = (now - from.age(i) + from.length(i)) / SECOND;
        turn(known, last);
        float part = 1f / (last - first + 1);
        float packets = from.packets(i) * part;
        float bytes = from.bytes(i) * part;
        int group = rows.get(row, HostRows.GROUP);
        float mostPackets = allowed.of(group, from.side(i), 0);
        float mostBytes = allowed.of(group, from.side(i), 1);
        boolean loud = false;
        for (long second = Math.max(first, known.newest - SECONDS + 1); second <= last; second++) {
            int at = place(second);
            known.sums[at] += packets;
            known.sums[at + 1] += bytes;
            loud |= known.sums[at] > mostPackets || known.sums[at + 1] > mostBytes;
        }
        int at = place(last);
        known.sums[at + 2] += from.flows(i);
        if (loud || known.sums[at + 2] > allowed.of(group, from.side(i), 2)) {
            known.loudUntil = now + FORGET;
        }
    }

    /** Makes room for a second in the ring. */
    private static void turn(Known known, long second) {
        for (long next = Math.max(known.newest + 1, second - SECONDS + 1); next <= second; next++) {
            Arrays.fill(known.sums, place(next), place(next) + Allowed.UNITS, 0);
            known.newest = next;
        }
    }

    private static int place(long second) {
        return (int) (second & (SECONDS - 1)) * Allowed.UNITS;
    }

    /** The moving average of a side's packets. */
    private float average(int row, int side) {
        float sum = 0;
        for (int cell = rows.get(row, HostRows.CELLS); cell != HostCells.NONE; cell = rows.cells.next(cell)) {
            int column = rows.cells.column(cell) - side;
            if (column == Columns.TCP || column == Columns.UDP || column == Columns.ICMP || column == Columns.OTHER) {
                long lasting = rows.cells.chunk(cell)[HostCells.at(cell) + HostCells.PACKET_RATE];
                sum += rows.cells.averaged(cell, 0) + (float) (lasting / Spread.UNIT);
            }
        }
        return sum;
    }

    /** What is known of a side of a host; null when there is no room. */
    private @Nullable Known known(int row, int side) {
        long key = Sketch.hash(rows.high(row), rows.low(row) + side);
        int set = (int) (key & (MOST - WAYS));
        for (int place = set; place < set + WAYS; place++) {
            Known known = table[place];
            if (keys[place] == key && known != null && now - known.used < FORGET) {
                return known;
            }
        }
        boolean isBusy = rows.is(row, HostRows.NOTED);
        for (int place = set; place < set + WAYS; place++) {
            Known known = table[place];
            if (known == null || now - known.used >= FORGET || (isBusy && !rows.is(known.row, HostRows.NOTED))) {
                return begin(place, key, row);
            }
        }
        return null;
    }

    /** The lag of a host that had no traffic is its own. */
    private Known begin(int place, long key, int row) {
        Known known = table[place];
        if (known == null) {
            known = new Known();
            table[place] = known;
        }
        keys[place] = key;
        known.row = row;
        known.isOwn = rows.get(row, HostRows.ACTIVE) == 0;
        known.lag = 0;
        known.used = now;
        known.loudUntil = 0;
        known.newest = -SECONDS;
        Arrays.fill(known.sums, 0);
        return known;
    }
}
