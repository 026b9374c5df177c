// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Short flows that other traffic pushed out of their exporter's cache. Those of a host wait until as long after their end as its
 * flows usually come, so that a cache emptied at once is no spike of every host in it. They do not wait when that would hide
 * something: when they, second by second of when they ended, come near what the host may have, or are much more than it had; new
 * traffic has a lag of its own. Used by the beat's thread, or under its lock.
 */
final class PushedOut {
    /** Sides of hosts; the flows of others do not wait. A power of two. */
    private static final int MOST = 1 << 14;

    private static final int WAYS = 4;
    /** As far back as flows may have ended, in seconds; a power of two. */
    private static final int SECONDS = 64;

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
        /** How long after their end its flows come, milliseconds. */
        int lag;

        long used = -FORGET;
        long loudUntil;
        /** The last second flows ended in, of those in the ring. */
        long newest;
        /** Packets, bytes and flows by the second in which they ended. */
        final float[] ended = new float[SECONDS * Allowed.UNITS];
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

    /** For how long a flow is to wait, in milliseconds; 0 for none. */
    int wait(Deferred from, int i, int row) {
        int side = from.side(i);
        int age = from.age(i) - from.length(i);
        int usual = age + from.ahead(i);
        Known known = row < 0 ? null : known(row, side, usual, age);
        if (known == null || age >= SECONDS * SECOND) {
            return 0;
        }
        known.used = now;
        float[] sums = known.ended;
        int at = second(known, (now - age) / SECOND);
        if (at < 0) {
            return 0;
        }
        sums[at] += from.packets(i);
        sums[at + 1] += from.bytes(i);
        sums[at + 2] += from.flows(i);
        int group = rows.get(row, HostRows.GROUP);
        for (int unit = 0; unit < Allowed.UNITS; unit++) {
            if (sums[at + unit] > NEAR * allowed.of(group, side, unit)) {
                known.loudUntil = now + FORGET;
            }
        }
        if (now < known.loudUntil) {
            return 0;
        }
        if (sums[at] > LEAST_NEW + NEW * average(row, side)) {
            known.lag = age;
        }
        known.lag = Math.max(age, Math.min(usual, known.lag));
        return known.lag - age;
    }

    /** The place of a second in the ring, or -1 when it is too long ago. */
    private static int second(Known known, long second) {
        if (second > known.newest) {
            long first = Math.max(known.newest + 1, second - SECONDS + 1);
            for (long cleared = first; cleared <= second; cleared++) {
                int at = place(cleared);
                Arrays.fill(known.ended, at, at + Allowed.UNITS, 0);
            }
            known.newest = second;
        }
        return known.newest - second >= SECONDS ? -1 : place(second);
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

    /** What is known of a side of a host; null when there is no room. The flows of a host that had no traffic come when they come. */
    private @Nullable Known known(int row, int side, int usual, int age) {
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
        oldest.lag = rows.get(row, HostRows.ACTIVE) == 0 ? age : usual;
        oldest.loudUntil = 0;
        oldest.newest = -SECONDS;
        Arrays.fill(oldest.ended, 0);
        return oldest;
    }
}
