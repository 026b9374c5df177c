// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Flows that other traffic pushed out of their exporter's cache. Those of a host wait until as long after they were as its flows
 * usually come, so that a cache emptied at once is no spike of every host in it, and nothing is given out beside what it follows. They
 * do not wait when that would hide something: when, second by second of when they were, they come near what the host may have, or are
 * much more than it had; new traffic has a lag of its own. Used by the beat's thread, or under its lock.
 */
final class PushedOut {
    /** Sides of hosts; the flows of others do not wait. A power of two. */
    private static final int MOST = 1 << 13;

    private static final int WAYS = 4;
    /** As far back as flows may have begun, in seconds; a power of two. */
    private static final int SECONDS = 128;

    private static final int SECOND = 1000;
    /** Without any flows, or with none near the limits, for so long it begins anew. Milliseconds. */
    private static final int FORGET = 60_000;

    /** Of a limit. */
    private static final float NEAR = 0.9f;

    /** So many times the average is new traffic. */
    private static final float NEW = 4;

    private static final float LEAST_NEW = 100;

    /** What is known of a side of a host. */
    private static final class Known {
        long key;
        /** How long after their end its short flows come, milliseconds; what is usual for the exporter as long as it is not its own. */
        int lag;

        boolean isOwn;

        long used = -FORGET;
        long loudUntil;
        /** The last second in the ring. */
        long newest;
        /** Packets, bytes and flows by the second in which they were. */
        final float[] sums = new float[SECONDS * Allowed.UNITS];
    }

    private final HostRows rows;
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

    /** For how long a short flow is to wait, in milliseconds; 0 for none. */
    int wait(Deferred from, int i, int row) {
        int side = from.side(i);
        Known known = row < 0 ? null : known(row, side);
        if (known == null || from.age(i) >= SECONDS * SECOND) {
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
        known.lag = Math.max(age, Math.min(usual, known.lag));
        return Math.max(known.lag, span(row, side + from.column(i))) - age;
    }

    /** Whether a flow that lasted, and is younger than its host's are, is to be given out a span after it began as they are. */
    boolean waits(Deferred from, int i, int row) {
        if (!rows.is(row, HostRows.NOTED) || from.age(i) >= SECONDS * SECOND) {
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
        float mostPackets = NEAR * allowed.of(group, from.side(i), 0);
        float mostBytes = NEAR * allowed.of(group, from.side(i), 1);
        boolean loud = false;
        for (long second = Math.max(first, known.newest - SECONDS + 1); second <= last; second++) {
            int at = place(second);
            known.sums[at] += packets;
            known.sums[at + 1] += bytes;
            loud |= known.sums[at] > mostPackets || known.sums[at + 1] > mostBytes;
        }
        int at = place(last);
        known.sums[at + 2] += from.flows(i);
        if (loud || known.sums[at + 2] > NEAR * allowed.of(group, from.side(i), 2)) {
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
            if (column == Columns.TCP || column == Columns.UDP || column == Columns.ICMP || column == Columns.REST) {
                long lasting = rows.cells.chunk(cell)[HostCells.at(cell) + HostCells.PACKET_RATE];
                sum += rows.cells.averaged(cell, 0) + (float) (lasting / Spread.UNIT);
            }
        }
        return sum;
    }

    /** What is known of a side of a host; null when there is no room. The lag of a host that had no traffic is its own. */
    private @Nullable Known known(int row, int side) {
        long key = Sketch.hash(rows.high(row), rows.low(row) + side);
        int set = (int) (key & (MOST - WAYS));
        Known oldest = null;
        for (int place = set; place < set + WAYS; place++) {
            Known known = table[place];
            if (known == null) {
                known = new Known();
                table[place] = known;
            }
            if (known.key == key && now - known.used < FORGET) {
                return known;
            }
            oldest = oldest == null || known.used < oldest.used ? known : oldest;
        }
        if (oldest == null || now - oldest.used < FORGET) {
            return null;
        }
        oldest.key = key;
        oldest.used = now;
        oldest.isOwn = rows.get(row, HostRows.ACTIVE) == 0;
        oldest.lag = 0;
        oldest.loudUntil = 0;
        oldest.newest = -SECONDS;
        Arrays.fill(oldest.sums, 0);
        return oldest;
    }
}
