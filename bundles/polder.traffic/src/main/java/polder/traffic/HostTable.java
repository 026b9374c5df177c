// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * Every host with traffic: its sliding second and its moving averages. Hosts idle for a while are forgotten. Used by the beat's
 * thread, or under its lock.
 */
final class HostTable implements Spread.Sink {
    /** How many hosts ahead a row is fetched; a beat goes through rows all over a large memory. */
    private static final int AHEAD = 8;

    private final int mostHosts;
    private final HostRows rows = new HostRows();
    private int[] active = new int[256];
    private int activeCount;
    private int[] foundRows = {};
    /** Kept so that the compiler keeps the reads that fetch rows ahead. */
    long warmed;

    private final Spread spread = new Spread(rows, this, 30 * 60_000, Spread.MOST_CHANGES);
    private long undeferred;

    final Aggregate<Prefix> networks = new Aggregate<>();
    final Aggregate<String> groups = new Aggregate<>();
    private final SlidingSecond second = new SlidingSecond(rows, networks, groups);
    private BeatLog newest = new BeatLog();

    private Scheme scheme;
    private long beat;
    /** The time of the beat in seconds, by a clock that never goes back. */
    private double now;

    private double before;

    private double averageSeconds = 5;
    private double decay;
    private long refused;

    HostTable(int mostHosts, Scheme scheme) {
        this.mostHosts = mostHosts;
        this.scheme = scheme;
        adopt(scheme);
    }

    /** Starts a beat: takes off what has left the sliding second. */
    void begin(double seconds, double averageTime) {
        beat++;
        before = now;
        now += seconds;
        averageSeconds = averageTime;
        decay = Math.exp(-seconds / averageTime);
        second.begin(seconds);
        newest = second.newest();
        spread.pass(Math.round(now * 1000));
    }

    /** Adds what a lane has counted. */
    void merge(LaneTable lane) {
        second.addTotals(lane.totals);
        refused += lane.refused;
        undeferred += lane.undeferred;
        int[] found = find(lane);
        for (int r = 0; r < lane.size(); r++) {
            int row = found[r];
            warmed ^= rows.warm(found[Math.min(r + AHEAD, lane.size() - 1)]);
            if (row == RowIndex.NONE) {
                refused++;
            } else {
                touch(row);
                side(row, lane.chunk(r), LaneTable.at(r), Columns.IN);
                side(row, lane.chunk(r), LaneTable.at(r), Columns.OUT);
            }
        }
        spread.add(lane.deferred, find(lane.deferred));
    }

    /** Looked up in a pass of its own, so that the processor waits for many of the cache misses at a time. */
    private int[] find(LaneTable lane) {
        if (foundRows.length < lane.size()) {
            foundRows = new int[lane.size() * 2];
        }
        for (int r = 0; r < lane.size(); r++) {
            int row = rows.find(lane.high(r), lane.low(r));
            foundRows[r] = row != RowIndex.NONE ? row : add(lane.high(r), lane.low(r));
        }
        return foundRows;
    }

    @Override
    public void change(int row, int column, long packets, long bytes) {
        if (row == Spread.TOTAL) {
            second.changeTotal(column, packets, bytes);
            return;
        }
        refresh(row);
        list(row);
        long[] rates = rows.rates(row);
        int at = HostRows.at(row) + column;
        rates[at] += packets;
        if (!Columns.isVariance(column)) {
            rates[at + 1] += bytes;
            float[] averaged = rows.averages(row);
            averaged[at] -= (float) (packets / Spread.UNIT);
            averaged[at + 1] -= (float) (bytes / Spread.UNIT);
        }
        networks.change(rows.network[row], column, packets, bytes);
        groups.change(rows.group[row], column, packets, bytes);
    }

    @Override
    public void atOnce(int row, int column, long packets, long bytes, long flows) {
        if (row == Spread.TOTAL) {
            newest.total(second.totals(), column, packets, bytes, flows);
        } else {
            touch(row);
            entry(row, column, packets, bytes, flows);
        }
    }

    private int[] find(Deferred deferred) {
        if (foundRows.length < deferred.size()) {
            foundRows = new int[deferred.size() * 2];
        }
        for (int i = 0; i < deferred.size(); i++) {
            foundRows[i] = RowIndex.NONE;
            if (deferred.isOfHost(i)) {
                int row = rows.find(deferred.high(i), deferred.low(i));
                foundRows[i] = row != RowIndex.NONE ? row : add(deferred.high(i), deferred.low(i));
                refused += foundRows[i] == RowIndex.NONE ? 1 : 0;
            }
        }
        return foundRows;
    }

    private void side(int row, long[] cells, int at, int side) {
        for (int triple : Columns.TRIPLES) {
            int from = at + side + triple;
            if ((cells[from] | cells[from + 1] | cells[from + 2]) != 0) {
                entry(row, side + triple, cells[from], cells[from + 1], cells[from + 2]);
            }
        }
        long variance = cells[at + side + Columns.VARIANCE];
        if (variance != 0) {
            entry(row, side + Columns.VARIANCE, variance, 0, 0);
        }
    }

    private void entry(int row, int column, long packets, long bytes, long flows) {
        int last = rows.entry[row];
        if (last >= 0 && newest.column(last) == column) {
            newest.increase(last, packets, bytes, flows);
        } else {
            rows.entry[row] = newest.add(row, column, packets, bytes, flows, last);
        }
        long[] cells = rows.sums(row);
        float[] averaged = rows.averages(row);
        int at = HostRows.at(row) + column;
        double weight = (1 - decay) / newest.seconds;
        cells[at] += packets;
        if (!Columns.isVariance(column)) {
            cells[at + 1] += bytes;
            cells[at + 2] += flows;
            averaged[at] += (float) (packets * weight);
            averaged[at + 1] += (float) (bytes * weight);
            averaged[at + 2] += (float) (flows * weight);
        }
        networks.add(rows.network[row], column, packets, bytes, flows);
        groups.add(rows.group[row], column, packets, bytes, flows);
    }

    private void touch(int row) {
        if (rows.touched[row] == beat) {
            return;
        }
        refresh(row);
        rows.touched[row] = beat;
        rows.entry[row] = -1;
        rows.inWindow[row]++;
        list(row);
    }

    /** Brings the averages of a host up to now. */
    private void refresh(int row) {
        if (rows.averagedAt[row] == now) {
            return;
        }
        float[] averaged = rows.averages(row);
        int at = HostRows.at(row);
        float factor = (float) (rows.averagedAt[row] == before ? decay : decayOf(row));
        for (int i = at; i < at + Columns.WIDTH; i++) {
            averaged[i] *= factor;
        }
        rows.averagedAt[row] = now;
    }

    private void list(int row) {
        if (!rows.listed[row]) {
            rows.listed[row] = true;
            if (activeCount == active.length) {
                active = Arrays.copyOf(active, activeCount * 2);
            }
            active[activeCount++] = row;
            networks.host(rows.network[row], 1);
            groups.host(rows.group[row], 1);
        }
    }

    private double decayOf(int row) {
        return rows.averagedAt[row] == now ? 1 : Math.exp(-(now - rows.averagedAt[row]) / averageSeconds);
    }

    private int add(long addressHigh, long addressLow) {
        if (rows.count() >= mostHosts) {
            return RowIndex.NONE;
        }
        int row = rows.add(addressHigh, addressLow);
        rows.network[row] = scheme.network(addressHigh, addressLow);
        rows.group[row] = scheme.group(addressHigh, addressLow);
        rows.averagedAt[row] = now;
        return row;
    }

    /** Ends a beat: moves the sums on, drops hosts from the window that have left it and forgets a part of the idle ones. */
    void end(double forgetAfter) {
        networks.tick(newest.seconds, decay, second.seconds());
        groups.tick(newest.seconds, decay, second.seconds());
        int kept = 0;
        for (int i = 0; i < activeCount; i++) {
            int row = active[i];
            if (rows.inWindow[row] > 0 || rows.pending[row] > 0) {
                active[kept++] = row;
            } else {
                rows.listed[row] = false;
                networks.host(rows.network[row], -1);
                groups.host(rows.group[row], -1);
            }
        }
        activeCount = kept;
        rows.forget(now - (rows.count() >= mostHosts ? 2 : forgetAfter));
    }

    /** Takes over another configuration. No counter is lost; hosts of networks that are gone fade out by themselves. */
    void adopt(Scheme next) {
        scheme = next;
        networks.reset(next.networks().prefixes());
        groups.reset(next.groups().stream().map(g -> g.name()).toList());
        for (int row = 0; row < rows.used(); row++) {
            rows.network[row] = next.network(rows.high(row), rows.low(row));
            rows.group[row] = next.group(rows.high(row), rows.low(row));
        }
        for (int i = 0; i < activeCount; i++) {
            int row = active[i];
            networks.addRow(rows.network[row], rows.sums(row), HostRows.at(row));
            groups.addRow(rows.group[row], rows.sums(row), HostRows.at(row));
            if (rows.hasRates(row)) {
                networks.addRates(rows.network[row], rows.rates(row), HostRows.at(row));
                groups.addRates(rows.group[row], rows.rates(row), HostRows.at(row));
            }
            networks.host(rows.network[row], 1);
            groups.host(rows.group[row], 1);
        }
    }

    Scheme scheme() {
        return scheme;
    }

    int activeCount() {
        return activeCount;
    }

    int active(int i) {
        return active[i];
    }

    /** Hosts remembered, idle ones too. */
    int hosts() {
        return rows.count();
    }

    long refused() {
        return refused;
    }

    SlidingSecond second() {
        return second;
    }

    double windowSeconds() {
        return second.seconds();
    }

    double newestSeconds() {
        return newest.seconds;
    }

    int find(Address address) {
        return rows.find(address.high(), address.low());
    }

    Address address(int row) {
        return new Address(rows.high(row), rows.low(row));
    }

    boolean isV4(int row) {
        return Address.isV4(rows.high(row), rows.low(row));
    }

    int network(int row) {
        return rows.network[row];
    }

    int group(int row) {
        return rows.group[row];
    }

    long sum(int row, Metric metric) {
        return Columns.value(rows.sums(row), HostRows.at(row), metric)
                + Math.round(lasting(row, metric) * second.seconds());
    }

    /** The rate of what lasts, a second. */
    double lasting(int row, Metric metric) {
        return rows.hasRates(row) ? Columns.rate(rows.rates(row), HostRows.at(row), metric) : 0;
    }

    double variance(int row, int side) {
        int at = HostRows.at(row) + side + Columns.VARIANCE;
        double lasting = rows.hasRates(row) ? rows.rates(row)[at] / Spread.UNIT : 0;
        return rows.sums(row)[at] + lasting * second.seconds() * second.seconds();
    }

    double average(int row, Metric metric) {
        double faded = Columns.value(rows.averages(row), HostRows.at(row), metric) * decayOf(row);
        return Math.max(0, faded + lasting(row, metric));
    }

    /** What the newest beat added, as a row of {@link Columns}; into a scratch row, so it is for the few rows that matter. */
    void newest(int row, long[] scratch) {
        Arrays.fill(scratch, 0);
        if (rows.touched[row] == beat) {
            for (int e = rows.entry[row]; e >= 0; e = newest.before(e)) {
                int column = newest.column(e);
                scratch[column] += newest.packets(e);
                if (!Columns.isVariance(column)) {
                    scratch[column + 1] += newest.bytes(e);
                    scratch[column + 2] += newest.flows(e);
                }
            }
        }
    }

    // --- for the state file ---

    /** A host's average cells, or null when they have faded away. */
    float @Nullable [] averageCells(int row) {
        return rows.isUsed(row) ? rows.averageCells(row, (float) decayOf(row)) : null;
    }

    Spread spreading() {
        return spread;
    }

    int rowCount() {
        return rows.used();
    }

    /** Flows that last and were counted at once, as there was no room to spread them. */
    long notSpread() {
        return undeferred + spread.refused();
    }

    /** Brings a host back with the averages it had; gives its row, or {@link RowIndex#NONE}. */
    int restore(Address address, float[] cells) {
        int row = find(address);
        if (row == RowIndex.NONE) {
            row = add(address.high(), address.low());
        }
        if (row != RowIndex.NONE) {
            System.arraycopy(cells, 0, rows.averages(row), HostRows.at(row), Columns.WIDTH);
            rows.touched[row] = 0;
            rows.averagedAt[row] = now;
        }
        return row;
    }
}
