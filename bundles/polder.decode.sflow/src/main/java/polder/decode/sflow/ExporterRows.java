// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import polder.api.flow.Reject;

/** The columns of an exporter, and how those of several lanes become one. */
final class ExporterRows {
    /** More exporters than this a lane forgets; 10,000 displace none of each other. */
    static final int SIZE = 16_384;

    static final int SENDER_HIGH = RowTable.KEY;
    static final int SENDER_LOW = SENDER_HIGH + 1;
    static final int AGENT_HIGH = SENDER_LOW + 1;
    static final int AGENT_LOW = AGENT_HIGH + 1;
    /** Version and sub-agent; never zero. */
    static final int STREAM = AGENT_LOW + 1;

    static final int KEYS = 5;

    /** What its sources and interfaces are known by in the lane, and where it lies there. */
    static final int SERIAL = STREAM + 1;

    static final int PLACE = SERIAL + 1;
    /** How many sources and interfaces are known of it. */
    static final int PORTS = PLACE + 1;
    /** The sequence number that comes next, or {@link #UNKNOWN}. */
    static final int EXPECTED = PORTS + 1;

    static final int UPTIME = EXPECTED + 1;
    /** The rate in force in the last flow sample, and whether another was in force in another one. */
    static final int RATE = UPTIME + 1;

    static final int VARIES = RATE + 1;
    /** The rate the configuration gives it or 0, and the edition of the configuration that says so. */
    static final int OVERRIDE = VARIES + 1;

    static final int OVERRIDES = OVERRIDE + 1;
    /** Datagrams and flows in a thousand seconds; and since when and from which counts the next are taken. */
    static final int DATAGRAM_RATE = OVERRIDES + 1;

    static final int FLOW_RATE = DATAGRAM_RATE + 1;
    static final int TICK = FLOW_RATE + 1;
    static final int TICK_DATAGRAMS = TICK + 1;
    static final int TICK_FLOWS = TICK_DATAGRAMS + 1;

    /** From here on columns are counts that are added up when rows become one. */
    static final int SUMS = TICK_FLOWS + 1;

    static final int FLOWS = SUMS;
    static final int LOST = FLOWS + 1;
    /** Samples the exporter itself lost, and samples that said a rate of zero. */
    static final int DROPS = LOST + 1;

    static final int ZERO_RATES = DROPS + 1;
    static final int COUNTER_SAMPLES = ZERO_RATES + 1;
    static final int REJECTS = COUNTER_SAMPLES + 1;
    static final int WIDTH = REJECTS + Reject.values().length;

    static final long UNKNOWN = -1;

    /** Rates of an exporter unheard for so long are zero. */
    static final long SILENCE = 15_000_000_000L;

    private ExporterRows() {}

    static RowTable table() {
        return new RowTable(SIZE, KEYS, WIDTH);
    }

    static long stream(int version, int subAgent) {
        return ((long) version << 32) | (subAgent & 0xffff_ffffL);
    }

    /** Adds every row of a table to another, and what was forgotten to a row of its own. */
    static void addAll(RowTable from, RowTable to, long[] forgotten) {
        long[] row = new long[WIDTH];
        for (int place = 0; place < from.size(); place++) {
            if (from.copy(place, row) && row[STREAM] != 0) {
                add(row, to, forgotten);
            }
        }
    }

    static void add(long[] row, RowTable to, long[] forgotten) {
        long[] key = key(row);
        long[] mine = to.find(key);
        if (mine == null) {
            int place = to.place(key);
            long[] before = to.at(place);
            if (before != null) {
                forget(before, forgotten);
            }
            mine = to.claim(place, key);
        }
        sum(row, mine);
    }

    static long[] key(long[] row) {
        long[] key = new long[KEYS];
        System.arraycopy(row, RowTable.KEY, key, 0, KEYS);
        return key;
    }

    /** What was said last, the counts of both, and the rates of both when both still send. */
    private static void sum(long[] from, long[] to) {
        long recent = Math.max(from[RowTable.SEEN], to[RowTable.SEEN]) - SILENCE;
        long datagramRate = rate(from, DATAGRAM_RATE, recent) + rate(to, DATAGRAM_RATE, recent);
        long flowRate = rate(from, FLOW_RATE, recent) + rate(to, FLOW_RATE, recent);
        if (from[RowTable.SEEN] >= to[RowTable.SEEN]) {
            System.arraycopy(from, SERIAL, to, SERIAL, SUMS - SERIAL);
            to[RowTable.SEEN] = from[RowTable.SEEN];
        }
        to[DATAGRAM_RATE] = datagramRate;
        to[FLOW_RATE] = flowRate;
        addCounts(from, to);
    }

    private static long rate(long[] row, int column, long recent) {
        return row[RowTable.SEEN] < recent ? 0 : row[column];
    }

    /** Into the row of all that were displaced; how many they were is in its {@link #STREAM}. */
    static void forget(long[] row, long[] forgotten) {
        forgotten[STREAM]++;
        forgotten[RowTable.SEEN] = Math.max(forgotten[RowTable.SEEN], row[RowTable.SEEN]);
        addCounts(row, forgotten);
    }

    /** The forgotten of another table. */
    static void addForgotten(long[] from, long[] to) {
        to[STREAM] += from[STREAM];
        to[RowTable.SEEN] = Math.max(to[RowTable.SEEN], from[RowTable.SEEN]);
        addCounts(from, to);
    }

    private static void addCounts(long[] from, long[] to) {
        to[RowTable.COUNT] += from[RowTable.COUNT];
        for (int column = SUMS; column < WIDTH; column++) {
            to[column] += from[column];
        }
    }
}
