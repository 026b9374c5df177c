// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import static polder.decode.sflow.ExporterRows.AGENT_HIGH;
import static polder.decode.sflow.ExporterRows.AGENT_LOW;
import static polder.decode.sflow.ExporterRows.DATAGRAM_RATE;
import static polder.decode.sflow.ExporterRows.EXPECTED;
import static polder.decode.sflow.ExporterRows.FLOWS;
import static polder.decode.sflow.ExporterRows.FLOW_RATE;
import static polder.decode.sflow.ExporterRows.LOST;
import static polder.decode.sflow.ExporterRows.OVERRIDE;
import static polder.decode.sflow.ExporterRows.OVERRIDES;
import static polder.decode.sflow.ExporterRows.PLACE;
import static polder.decode.sflow.ExporterRows.SENDER_HIGH;
import static polder.decode.sflow.ExporterRows.SENDER_LOW;
import static polder.decode.sflow.ExporterRows.SERIAL;
import static polder.decode.sflow.ExporterRows.TICK;
import static polder.decode.sflow.ExporterRows.TICK_DATAGRAMS;
import static polder.decode.sflow.ExporterRows.TICK_FLOWS;
import static polder.decode.sflow.ExporterRows.UNKNOWN;
import static polder.decode.sflow.ExporterRows.UPTIME;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The exporters one lane has heard of. Written by the lane's thread alone, read by any. */
final class ExporterTable {
    /** A sequence number this far behind is of a datagram that was overtaken; further, of an exporter which began anew. */
    private static final int LATE = 1000;

    /** More than is lost between two datagrams: the exporter began anew, or two of them share a name. */
    private static final int TOO_MANY = 1 << 16;

    /** An uptime this far behind is no reordering, milliseconds. */
    private static final int REBOOTED = 10_000;

    /** Rates are over so long. */
    private static final long PERIOD = 5_000_000_000L;

    private static final long KILOSECOND = 1_000_000_000_000L;

    final RowTable rows = ExporterRows.table();
    final long[] forgotten = new long[ExporterRows.WIDTH];
    private final AtomicInteger published = new AtomicInteger();
    private final Supplier<RowTable> kept;
    private final long[] key = new long[ExporterRows.KEYS];
    private long serials;

    /** @param kept what was known before; never written any more */
    ExporterTable(Supplier<RowTable> kept) {
        this.kept = kept;
    }

    /** The row of whoever sent a datagram, made when it is new. */
    long[] row(long senderHigh, long senderLow, Header header) {
        key[0] = senderHigh;
        key[1] = senderLow;
        key[2] = header.agentHigh;
        key[3] = header.agentLow;
        key[4] = header.stream;
        long[] row = rows.find(key);
        return row != null ? row : newcomer();
    }

    private long[] newcomer() {
        int place = rows.place(key);
        long[] before = rows.at(place);
        if (before != null) {
            ExporterRows.forget(before, forgotten);
        }
        long[] row = rows.claim(place, key);
        row[SERIAL] = ++serials;
        row[PLACE] = place;
        row[EXPECTED] = UNKNOWN;
        row[OVERRIDES] = UNKNOWN;
        long[] known = kept.get().find(key);
        if (known != null) {
            row[EXPECTED] = known[EXPECTED];
            row[UPTIME] = known[UPTIME];
        }
        return row;
    }

    /** The rate the configuration gives an exporter, or 0. */
    static int override(long[] row, Overrides overrides) {
        if (row[OVERRIDES] != overrides.edition()) {
            row[OVERRIDES] = overrides.edition();
            row[OVERRIDE] = overrides.rate(row[SENDER_HIGH], row[SENDER_LOW], row[AGENT_HIGH], row[AGENT_LOW]);
        }
        return (int) row[OVERRIDE];
    }

    /** Looks for a gap before a datagram: they are numbered one by one. */
    static void sequence(long[] row, int sequence, int uptime) {
        long expected = row[EXPECTED];
        boolean known = expected != UNKNOWN && uptime - (int) row[UPTIME] >= -REBOOTED;
        int gap = sequence - (int) expected;
        if (known && gap < 0 && gap >= -LATE) {
            // overtaken by a later one, which counted it as lost
            row[LOST] = Math.max(0, row[LOST] - 1);
            return;
        }
        if (known && gap > 0 && gap < TOO_MANY) {
            row[LOST] += gap;
        }
        row[EXPECTED] = (sequence + 1) & 0xffff_ffffL;
        row[UPTIME] = uptime;
    }

    /** A datagram came and was read. */
    static void heard(long[] row, int flows, long now) {
        row[RowTable.COUNT]++;
        row[FLOWS] += flows;
        row[RowTable.SEEN] = now;
        long passed = now - row[TICK];
        if (passed >= PERIOD || passed < 0) {
            if (row[TICK] != 0 && passed > 0) {
                row[DATAGRAM_RATE] = perKilosecond(row[RowTable.COUNT] - row[TICK_DATAGRAMS], passed);
                row[FLOW_RATE] = perKilosecond(row[FLOWS] - row[TICK_FLOWS], passed);
            }
            row[TICK] = now;
            row[TICK_DATAGRAMS] = row[RowTable.COUNT];
            row[TICK_FLOWS] = row[FLOWS];
        }
    }

    private static long perKilosecond(long count, long nanos) {
        return (long) ((double) count * KILOSECOND / nanos);
    }

    /** Shows readers what was written since the last call. */
    void publish() {
        published.setRelease(published.getPlain() + 1);
    }

    /** To be called before reading. */
    void awaitPublished() {
        published.getAcquire();
    }
}
