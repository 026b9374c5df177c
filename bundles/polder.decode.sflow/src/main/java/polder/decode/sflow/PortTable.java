// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import static polder.decode.sflow.ExporterRows.COUNTER_SAMPLES;
import static polder.decode.sflow.ExporterRows.DROPS;
import static polder.decode.sflow.ExporterRows.PLACE;
import static polder.decode.sflow.ExporterRows.PORTS;
import static polder.decode.sflow.ExporterRows.RATE;
import static polder.decode.sflow.ExporterRows.SERIAL;
import static polder.decode.sflow.ExporterRows.VARIES;
import static polder.decode.sflow.ExporterRows.ZERO_RATES;

import org.jspecify.annotations.Nullable;

/**
 * The data sources and interfaces of all exporters of a lane: an interface that samples and counts is one row. Written by the lane's
 * thread alone, read by any.
 */
final class PortTable {
    static final int SIZE = 65_536;

    /** An exporter that names more is believed no more. */
    static final int MOST = 1024;

    /** The serial of its exporter, and what it is: type of the data source (0 is an interface) and index. */
    static final int OWNER = RowTable.KEY;

    static final int SOURCE = OWNER + 1;
    static final int OWNER_PLACE = SOURCE + 1;
    /** Flow samples of this source, their rate in force, and the one before it. */
    static final int SAMPLES = OWNER_PLACE + 1;

    static final int SAMPLE_RATE = SAMPLES + 1;
    static final int RATE_BEFORE = SAMPLE_RATE + 1;
    /** The drops field when it was last seen, one more than it said; and how much of it was added while it was known. */
    static final int DROPS_SAID = RATE_BEFORE + 1;

    static final int DROPPED = DROPS_SAID + 1;
    /** The first of the columns of {@link Counters}. */
    static final int COUNTERS = DROPPED + 1;

    static final int WIDTH = COUNTERS + Counters.WIDTH;

    /** More drops at once are another count. */
    private static final int TOO_MANY = 1 << 24;

    final RowTable rows = new RowTable(SIZE, 2, WIDTH);
    private final ExporterTable exporters;
    private final long[] key = new long[2];

    PortTable(ExporterTable exporters) {
        this.exporters = exporters;
    }

    /** The key of an interface. */
    static long port(int index) {
        return index & 0xffff_ffffL;
    }

    private long @Nullable [] find(long[] exporter, long source) {
        key[0] = exporter[SERIAL];
        key[1] = source;
        return rows.find(key);
    }

    /** Its row, made when it is new; null when its exporter names too many. */
    private long @Nullable [] row(long[] exporter, long source) {
        long[] row = find(exporter, source);
        return row != null ? row : newcomer(exporter);
    }

    private long @Nullable [] newcomer(long[] exporter) {
        if (exporter[PORTS] >= MOST) {
            return null;
        }
        int place = rows.place(key);
        long[] before = rows.at(place);
        if (before != null) {
            long[] owner = exporters.rows.at((int) before[OWNER_PLACE]);
            if (owner != null && owner[SERIAL] == before[OWNER]) {
                owner[PORTS]--;
            }
        }
        exporter[PORTS]++;
        long[] row = rows.claim(place, key);
        row[OWNER_PLACE] = exporter[PLACE];
        return row;
    }

    /**
     * A flow sample came: what its source says about itself, and what it adds to the estimates of the interfaces it passed.
     *
     * @return whether its source is one of those that are remembered
     */
    boolean sampled(long[] exporter, FlowSample sample, int rate, long now) {
        if (rate != exporter[RATE]) {
            exporter[VARIES] = exporter[RATE] == 0 ? 0 : 1;
            exporter[RATE] = rate;
        }
        exporter[ZERO_RATES] += sample.rate == 0 ? 1 : 0;
        long[] source = row(exporter, sample.source);
        if (source != null) {
            said(exporter, source, sample, rate, now);
        }
        if (exporter[COUNTER_SAMPLES] != 0) {
            long octets = sample.octets() * rate;
            estimate(exporter, source, sample.input, octets, Counters.IN);
            estimate(exporter, source, sample.output, octets, Counters.OUT);
        }
        return source != null;
    }

    private static void said(long[] exporter, long[] source, FlowSample sample, int rate, long now) {
        source[RowTable.COUNT]++;
        source[RowTable.SEEN] = now;
        source[SAMPLES]++;
        if (source[SAMPLE_RATE] != rate) {
            source[RATE_BEFORE] = source[SAMPLE_RATE];
            source[SAMPLE_RATE] = rate;
        }
        long before = source[DROPS_SAID];
        source[DROPS_SAID] = (sample.drops & 0xffff_ffffL) + 1;
        int more = before == 0 ? 0 : sample.drops - (int) (before - 1);
        if (more > 0 && more < TOO_MANY) {
            source[DROPPED] += more;
            exporter[DROPS] += more;
        }
    }

    private void estimate(long[] exporter, long @Nullable [] source, int index, long octets, int direction) {
        if (index == 0) {
            return;
        }
        boolean own = source != null && source[SOURCE] == port(index);
        long[] port = own ? source : find(exporter, port(index));
        if (port != null) {
            Counters.estimated(port, direction, octets, own);
        }
    }

    /** An interface told what it counted: false when it is not one of those that are remembered. */
    boolean counted(long[] exporter, int index, Counters.Said said, long now) {
        exporter[COUNTER_SAMPLES]++;
        long[] port = row(exporter, port(index));
        if (port == null) {
            return false;
        }
        port[RowTable.COUNT]++;
        port[RowTable.SEEN] = now;
        Counters.counted(port, said, now);
        return true;
    }
}
