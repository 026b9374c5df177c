// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.ArrayDeque;
import java.util.Deque;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.wire.Prefix;

/**
 * The beats that make up the last second, and what has to be taken off the sums when one leaves it. Beats are as long as they really
 * were; when a late one makes the second too long, part of the oldest is taken off. Used like {@link HostTable}.
 */
final class SlidingSecond {
    /** The second may be longer by so much before its oldest beat is trimmed. */
    private static final double TOLERANCE = 0.005;

    /** How many entries ahead a row is fetched; they lie all over a large memory. */
    private static final int AHEAD = 16;

    private final HostRows rows;
    private final Aggregate<Prefix> networks;
    private final Aggregate<String> groups;
    private final Deque<BeatLog> window = new ArrayDeque<>();
    private final Deque<BeatLog> spareLogs = new ArrayDeque<>();
    private final long[] totals = new long[4 * Columns.SIDE_CELLS];
    /** The rates of what lasts, see {@link Spread}. */
    private final long[] totalRates = new long[totals.length];

    private final IntList leaving = new IntList();
    private BeatLog newest = new BeatLog();
    private double seconds = 1;
    /** Kept so that the compiler keeps the reads that fetch rows ahead. */
    long warmed;

    SlidingSecond(HostRows rows, Aggregate<Prefix> networks, Aggregate<String> groups) {
        this.rows = rows;
        this.networks = networks;
        this.groups = groups;
    }

    /** Starts a beat and takes off what has left the second. */
    void begin(double beatSeconds) {
        BeatLog log = spareLogs.isEmpty() ? new BeatLog() : spareLogs.pop();
        log.clear();
        log.seconds = beatSeconds;
        newest = log;
        window.addLast(log);
        double total = 0;
        for (BeatLog one : window) {
            total += one.seconds;
        }
        while (total - window.getFirst().seconds >= 0.999) {
            total -= window.getFirst().seconds;
            retire(window.removeFirst());
        }
        if (total > 1 + TOLERANCE && window.size() > 1) {
            trim(window.getFirst(), total - 1);
            total = 1;
        }
        seconds = Math.max(1, total);
    }

    private void retire(BeatLog log) {
        int last = log.size() - 1;
        for (int e = 0; e <= last; e++) {
            int ahead = log.cell(Math.min(e + AHEAD, last));
            warmed ^= rows.cells.chunk(ahead)[HostCells.at(ahead)];
            int row = log.row(e);
            off(row, log.cell(e), log.packets(e), log.bytes(e), log.flows(e));
            if (log.before(e) < 0) {
                int logs = rows.get(row, HostRows.WINDOWS) - 1;
                rows.set(row, HostRows.WINDOWS, logs);
                if (logs == 0) {
                    leaving.add(row);
                }
            }
        }
        for (int i = 0; i < totals.length; i++) {
            totals[i] -= log.totals[i];
        }
        spareLogs.push(log);
    }

    /** Takes off the part of the oldest beat by which a late one made the second too long. */
    private void trim(BeatLog log, double excess) {
        double part = excess / log.seconds;
        for (int e = 0; e < log.size(); e++) {
            long packets = Math.round(log.packets(e) * part);
            long bytes = Math.round(log.bytes(e) * part);
            long flows = Math.round(log.flows(e) * part);
            off(log.row(e), log.cell(e), packets, bytes, flows);
            log.increase(e, -packets, -bytes, -flows);
        }
        for (int i = 0; i < totals.length; i++) {
            long off = Math.round(log.totals[i] * part);
            totals[i] -= off;
            log.totals[i] -= off;
        }
        log.seconds -= excess;
    }

    private void off(int row, int cell, long packets, long bytes, long flows) {
        rows.cells.add(cell, -packets, -bytes, -flows);
        int column = rows.cells.column(cell);
        networks.subtract(rows.get(row, HostRows.NETWORK), column, packets, bytes, flows);
        groups.subtract(rows.get(row, HostRows.GROUP), column, packets, bytes, flows);
    }

    /** Rows that have left the second in this beat, unless they have had traffic again; to be emptied by the caller. */
    IntList leaving() {
        return leaving;
    }

    void addTotals(long[] counted) {
        for (int i = 0; i < totals.length; i++) {
            totals[i] += counted[i];
            newest.totals[i] += counted[i];
        }
    }

    BeatLog newest() {
        return newest;
    }

    long[] totals() {
        return totals;
    }

    void changeTotal(int column, long packets, long bytes) {
        totalRates[column * Columns.UNITS] += packets;
        totalRates[column * Columns.UNITS + 1] += bytes;
    }

    /**
     * What all hosts have together.
     *
     * @param metric an incoming one, whatever the direction
     */
    long total(Direction direction, Metric metric) {
        int at = direction.ordinal() * Columns.SIDE_CELLS;
        return Columns.value(totals, at, metric) + Math.round(Columns.rate(totalRates, at, metric) * seconds);
    }

    double totalVariance(Direction direction) {
        int at = direction.ordinal() * Columns.SIDE_CELLS + Columns.VARIANCE * Columns.UNITS;
        return totals[at] + totalRates[at] / Spread.UNIT * seconds * seconds;
    }

    /** How long the second is: a second, or more when beats are longer than that; never less. */
    double seconds() {
        return seconds;
    }
}
