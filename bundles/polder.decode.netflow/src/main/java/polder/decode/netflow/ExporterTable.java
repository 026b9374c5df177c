// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import polder.api.flow.Exporter;
import polder.wire.Address;

/**
 * The exporters one lane has heard of. Written by the lane's thread alone; {@link #snapshot} may be called by any. It has room for
 * 4,096 and never grows: a sender finds its row in a bucket of eight, and when that is full it takes the place of one which sent a
 * single datagram, or else of the one unheard for longest. So a flood of forged senders replaces mostly itself. What was counted for
 * the replaced is kept in one row for all of them.
 */
final class ExporterTable {
    private static final int BUCKETS = 512;
    private static final int WAYS = 8;
    private static final int ROWS = BUCKETS * WAYS;

    /** Columns of a row; a row is two cache lines. */
    private static final int HIGH = 0;

    private static final int LOW = 1;
    private static final int KEY = 2;
    private static final int DATAGRAMS = 3;
    private static final int FLOWS = 4;
    private static final int LOST = 5;
    private static final int SAMPLING = 6;
    private static final int SKEW = 7;
    private static final int LAST_SEEN = 8;
    private static final int EXPECTED = 9;
    private static final int UPTIME = 10;
    private static final int BURST = 11;
    private static final int ANCHOR = 12;
    private static final int WIDTH = 16;

    /** Where the counts of replaced exporters are kept; how many they are is in its KEY column. */
    private static final int FORGOTTEN = ROWS * WIDTH;

    /** A sequence number this far behind is of a datagram that was overtaken; further, of an exporter which began anew. */
    private static final int LATE = 2000;

    /** More than was ever lost between two datagrams: the exporter began anew. */
    private static final int TOO_MANY = 1 << 24;

    /** Silent for so long, an exporter then sends what it has collected since, all at once. */
    private static final long SILENCE = 3_000_000_000L;

    /** A burst that goes on for longer is the ordinary stream of a busy exporter. */
    private static final long LONGEST_BURST = 2_000_000_000L;

    /** An uptime this far behind is no reordering, milliseconds. */
    private static final int REBOOTED = 10_000;

    private final long seed = new SplittableRandom().nextLong();
    private final long[] rows = new long[FORGOTTEN + WIDTH];

    /** Odd while a row changes hands, so that a reader does not take one's name with another's counts. */
    private final AtomicInteger edition = new AtomicInteger();

    /** What tells apart the exporters of one address; never zero. */
    static long key(int version, int domain) {
        return ((long) version << 32) | (domain & 0xffff_ffffL);
    }

    /** The row of an exporter, made when it is new. */
    int row(long high, long low, long key) {
        long mixed = (high ^ seed) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 32) ^ low) * 0xc2b2ae3d27d4eb4fL;
        mixed = (mixed ^ (mixed >>> 32) ^ key) * 0x9e3779b97f4a7c15L;
        int first = (int) (mixed >>> 55) * WAYS * WIDTH;
        for (int row = first; row < first + WAYS * WIDTH; row += WIDTH) {
            if (rows[row + LOW] == low && rows[row + HIGH] == high && rows[row + KEY] == key) {
                return row;
            }
        }
        int row = leastWorth(first);
        claim(row, high, low, key);
        return row;
    }

    private int leastWorth(int first) {
        int least = first;
        for (int row = first + WIDTH; row < first + WAYS * WIDTH; row += WIDTH) {
            if (worth(row) < worth(least)) {
                least = row;
            }
        }
        return least;
    }

    /** Free rows are worth nothing, those of a single datagram less than all others. */
    private long worth(int row) {
        long seen = rows[row + LAST_SEEN];
        return rows[row + KEY] == 0 ? Long.MIN_VALUE : rows[row + DATAGRAMS] < 2 ? seen - Long.MAX_VALUE : seen;
    }

    private void claim(int row, long high, long low, long key) {
        int now = edition.getPlain();
        edition.setRelease(now + 1);
        VarHandle.storeStoreFence();
        if (rows[row + KEY] != 0) {
            rows[FORGOTTEN + KEY]++;
            rows[FORGOTTEN + DATAGRAMS] += rows[row + DATAGRAMS];
            rows[FORGOTTEN + FLOWS] += rows[row + FLOWS];
            rows[FORGOTTEN + LOST] += rows[row + LOST];
            rows[FORGOTTEN + LAST_SEEN] = Math.max(rows[FORGOTTEN + LAST_SEEN], rows[row + LAST_SEEN]);
        }
        Arrays.fill(rows, row, row + WIDTH, 0);
        rows[row + HIGH] = high;
        rows[row + LOW] = low;
        rows[row + KEY] = key;
        edition.setRelease(now + 2);
    }

    /**
     * Looks for a gap before a datagram. Has to come before {@link #heard}.
     *
     * @param sequence its sequence number
     * @param units how far it moves the sequence on
     * @param uptime milliseconds since the exporter's boot, modulo 2^32; always zero when it does not say
     */
    void sequence(int row, int sequence, int units, int uptime) {
        int gap = sequence - (int) rows[row + EXPECTED];
        boolean rebooted = uptime - (int) rows[row + UPTIME] < -REBOOTED;
        boolean known = rows[row + DATAGRAMS] != 0 && !rebooted;
        if (known && gap < 0 && gap >= -LATE) {
            // overtaken by a later one, which counted it as lost
            rows[row + LOST] = Math.max(0, rows[row + LOST] - units);
            return;
        }
        if (known && gap > 0 && gap < TOO_MANY) {
            rows[row + LOST] += gap;
        }
        rows[row + EXPECTED] = Integer.toUnsignedLong(sequence + units);
        rows[row + UPTIME] = uptime;
    }

    void heard(int row, int flows, int samplingRate, long now) {
        rows[row + DATAGRAMS]++;
        rows[row + FLOWS] += flows;
        rows[row + SAMPLING] = samplingRate;
        rows[row + LAST_SEEN] = now;
    }

    /** Whether a datagram is the first after a silence, or the first of all. To be asked before {@link #heard}. */
    boolean endsSilence(int row, long now) {
        return rows[row + DATAGRAMS] == 0 || now - rows[row + LAST_SEEN] >= SILENCE;
    }

    /** A burst begins; the oldest flow of its first datagram ended at this time of the exporter's clock. */
    void burst(int row, long now, int anchor) {
        rows[row + BURST] = now;
        rows[row + ANCHOR] = anchor;
    }

    /** When the burst began that a datagram of now belongs to, or 0. */
    long burst(int row, long now) {
        long began = rows[row + BURST];
        return now - began <= LONGEST_BURST ? began : 0;
    }

    int anchor(int row) {
        return (int) rows[row + ANCHOR];
    }

    /** Its clock minus ours. */
    void clock(int row, long skewMillis) {
        rows[row + SKEW] = skewMillis;
    }

    /** Shows readers what was written since the last call. */
    void publish() {
        edition.setRelease(edition.getPlain());
    }

    List<Exporter> snapshot() {
        List<Exporter> exporters = new ArrayList<>();
        long[] row = new long[WIDTH];
        for (int at = 0; at <= FORGOTTEN; at += WIDTH) {
            if (copy(at, row) && row[KEY] != 0) {
                exporters.add(at == FORGOTTEN ? forgotten(row) : exporter(row));
            }
        }
        return exporters;
    }

    /** False when the row changed hands at every look: then there is a flood of forged senders, and it is one of them. */
    private boolean copy(int from, long[] row) {
        for (int look = 0; look < 1000; look++) {
            int before = edition.getAcquire();
            System.arraycopy(rows, from, row, 0, WIDTH);
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && edition.getPlain() == before) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static Exporter exporter(long[] row) {
        int rate = (int) Math.max(1, row[SAMPLING]);
        return exporter(
                row,
                "NetFlow " + (row[KEY] >>> 32),
                new Exporter.Sampling("all", rate, row[SAMPLING] == 0 ? "unsampled" : "v5 header"));
    }

    /** All replaced exporters as one, with the unspecified address. */
    private static Exporter forgotten(long[] row) {
        return exporter(row, "forgotten", new Exporter.Sampling("all", 1, "unknown"));
    }

    private static Exporter exporter(long[] row, String protocol, Exporter.Sampling sampling) {
        Address address = new Address(row[HIGH], row[LOW]);
        return new Exporter(
                address,
                address,
                protocol,
                row[KEY] & 0xffff_ffffL,
                row[DATAGRAMS],
                row[FLOWS],
                row[LOST],
                "flows",
                0,
                0,
                sampling,
                0,
                0,
                row[SKEW],
                Map.of(),
                List.of(),
                instant(row[LAST_SEEN]));
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
