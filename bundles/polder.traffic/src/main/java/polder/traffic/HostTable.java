// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import org.jspecify.annotations.Nullable;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * Every host with traffic: its sliding second and its moving averages. Hosts idle for a while are forgotten. Used by the beat's
 * thread, or under its lock.
 *
 * <p>Busy hosts are counted in every beat. A quiet one is counted once a second, with what it had in that second; see
 * {@link LaneTable}.
 */
final class HostTable implements Spread.Sink {
    /** How many hosts ahead a row is fetched; a beat goes through rows all over a large memory. */
    private static final int AHEAD = 8;

    /** How long a round of {@link LaneTable#STRIPES} takes, in seconds. */
    private static final double ROUND = 1;

    private final int mostHosts;
    final HostRows rows = new HostRows();
    private final RowFinder finder = new RowFinder(this);
    /** Kept so that the compiler keeps the reads that fetch rows ahead. */
    long warmed;

    private final Spread spread = new Spread(rows, this, 30 * 60_000, Spread.MOST_CHANGES);
    private long undeferred;

    final Aggregate<Prefix> networks = new Aggregate<>();
    final Aggregate<String> groups = new Aggregate<>();
    private final ActiveHosts active = new ActiveHosts(rows, networks, groups);
    private final HostPeers peers = new HostPeers(rows);
    private final ShownHosts shown = new ShownHosts(rows);
    private final SlidingSecond second = new SlidingSecond(rows, networks, groups);
    /** Hosts of which something that lasts has changed in this beat: they may have nothing more. */
    private final IntList changed = new IntList();

    private BeatLog newest = new BeatLog();

    private Scheme scheme;
    private int beat;
    private final Fading fading = new Fading();
    private double quietWeight;
    private double busyWeight;
    private long refused;

    HostTable(int mostHosts, Scheme scheme) {
        this.mostHosts = mostHosts;
        this.scheme = scheme;
        adopt(scheme);
    }

    /** Starts a beat: takes off what has left the sliding second. */
    void begin(double seconds, double averageTime) {
        beat++;
        fading.pass(seconds, averageTime);
        shown.begin(beat, scheme.notable());
        second.begin(seconds);
        peers.begin(fading.millis(), scheme.notable());
        newest = second.newest();
        busyWeight = (1 - fading.ofBeat()) / newest.seconds;
        double round = Math.max(ROUND, seconds);
        quietWeight = (1 - Math.exp(-round / averageTime)) / round;
        spread.pass(fading.millis());
    }

    /** Adds what a lane has counted. */
    void merge(Handed lane) {
        second.addTotals(lane.totals);
        refused += lane.refused;
        undeferred += lane.undeferred;
        peers.refuse(lane.unsketched);
        int[] found = finder.find(lane);
        long[] blocks = lane.blocks();
        int last = lane.size() / LaneTable.WORDS - 1;
        for (int b = 0; b <= last; b++) {
            int row = found[b];
            warmed ^= rows.warm(found[Math.min(b + AHEAD, last)]);
            int at = b * LaneTable.WORDS;
            if (row == RowIndex.NONE) {
                refused++;
            } else {
                boolean busy = LaneTable.isHot(blocks, at);
                touch(row, busy);
                cell(row, blocks, at + LaneTable.FIRST, busy);
                cell(row, blocks, at + LaneTable.SECOND, busy);
                peers.add(row, lane, at);
            }
        }
        found = finder.find(lane.deferred);
        refused += finder.refused();
        spread.add(lane.deferred, found);
    }

    /** The row of a host, made when it is not there; {@link RowIndex#NONE} when there is no room for it. */
    int findOrAdd(long addressHigh, long addressLow) {
        int row = rows.find(addressHigh, addressLow);
        return row != RowIndex.NONE ? row : add(addressHigh, addressLow);
    }

    private int add(long addressHigh, long addressLow) {
        if (rows.count() >= mostHosts) {
            return RowIndex.NONE;
        }
        int row = rows.add(addressHigh, addressLow);
        rows.set(row, HostRows.NETWORK, scheme.network(addressHigh, addressLow));
        rows.set(row, HostRows.GROUP, scheme.group(addressHigh, addressLow));
        rows.set(row, HostRows.AVERAGED, (int) fading.millis());
        return row;
    }

    private void cell(int row, long[] blocks, int cell, boolean busy) {
        int column = LaneTable.column(blocks, cell);
        if (column >= 0) {
            long packets = LaneTable.packets(blocks, cell);
            long bytes = LaneTable.bytes(blocks, cell);
            entry(row, column, packets, bytes, LaneTable.flows(blocks, cell), busy ? busyWeight : quietWeight);
        }
    }

    private void entry(int row, int column, long packets, long bytes, long flows, double weight) {
        int last = rows.get(row, HostRows.ENTRY);
        int cell = last >= 0 ? newest.cell(last) : HostCells.NONE;
        if (last >= 0 && rows.cells.column(cell) == column) {
            newest.increase(last, packets, bytes, flows);
        } else {
            cell = rows.cell(row, column);
            rows.set(row, HostRows.ENTRY, newest.add(row, cell, packets, bytes, flows, last));
        }
        rows.cells.add(cell, packets, bytes, flows);
        rows.cells.average(cell, packets * weight, bytes * weight, flows * weight);
        networks.add(rows.get(row, HostRows.NETWORK), column, packets, bytes, flows);
        groups.add(rows.get(row, HostRows.GROUP), column, packets, bytes, flows);
    }

    /** @param busy whether what comes is of this beat; else it is of the last round */
    private void touch(int row, boolean busy) {
        int[] head = rows.heads(row);
        int at = HostRows.at(row);
        if (head[at + HostRows.TOUCHED] != beat) {
            refresh(row);
            head[at + HostRows.TOUCHED] = beat;
            head[at + HostRows.ENTRY] = -1;
            head[at + HostRows.WINDOWS]++;
            head[at + HostRows.FLAGS] |= HostRows.QUIET;
            active.add(row);
            shown.add(row);
        }
        if (busy) {
            head[at + HostRows.FLAGS] &= ~HostRows.QUIET;
        }
    }

    /** Brings the averages of a host up to now. */
    private void refresh(int row) {
        int[] head = rows.heads(row);
        int at = HostRows.at(row);
        int age = (int) fading.millis() - head[at + HostRows.AVERAGED];
        if (age != 0) {
            rows.cells.fade(head[at + HostRows.CELLS], (float) fading.after(age));
            head[at + HostRows.AVERAGED] = (int) fading.millis();
        }
    }

    // --- what lasts ---

    @Override
    public void change(int row, int column, long packets, long bytes) {
        if (row == Spread.TOTAL) {
            second.changeTotal(column, packets, bytes);
            return;
        }
        refresh(row);
        active.add(row);
        shown.add(row);
        changed.add(row);
        int cell = rows.cell(row, column);
        long[] words = rows.cells.chunk(cell);
        int at = HostCells.at(cell);
        words[at + HostCells.PACKET_RATE] += packets;
        if (!Columns.isVariance(column)) {
            words[at + HostCells.BYTE_RATE] += bytes;
            rows.cells.average(cell, -packets / Spread.UNIT, -bytes / Spread.UNIT, 0);
        }
        networks.change(rows.get(row, HostRows.NETWORK), column, packets, bytes);
        groups.change(rows.get(row, HostRows.GROUP), column, packets, bytes);
    }

    @Override
    public void atOnce(int row, int column, long packets, long bytes, long flows) {
        if (row == Spread.TOTAL) {
            newest.total(second.totals(), column, packets, bytes, flows);
        } else {
            touch(row, true);
            entry(row, column, packets, bytes, flows, busyWeight);
        }
    }

    @Override
    public void lasts(int row, int side, long peer, double packets, double bytes, Placement when) {
        peers.last(row, side, peer, packets, bytes, when);
    }

    /** Ends a beat: moves the sums on, drops hosts that have left the window and forgets a part of the idle ones. */
    void end(double forgetAfter) {
        networks.tick(newest.seconds, fading.ofBeat(), second.seconds());
        groups.tick(newest.seconds, fading.ofBeat(), second.seconds());
        for (int i = 0; i < shown.noted(); i++) {
            refresh(shown.get(i));
        }
        shown.end();
        peers.end();
        for (int i = 0; i < changed.size(); i++) {
            active.settle(changed.get(i));
        }
        changed.size(0);
        for (int i = 0; i < second.leaving().size(); i++) {
            active.settle(second.leaving().get(i));
        }
        second.leaving().size(0);
        double forget = rows.count() >= mostHosts ? 2 : forgetAfter;
        rows.forget((int) fading.millis(), Math.round(forget * 1000));
    }

    /** Takes over another configuration. No counter is lost; hosts of networks that are gone fade out by themselves. */
    void adopt(Scheme next) {
        scheme = next;
        spread.allowed(next.allowed());
        networks.reset(next.networks().prefixes());
        groups.reset(next.groups().stream().map(g -> g.name()).toList());
        for (int row = 0; row < rows.used(); row++) {
            rows.set(row, HostRows.NETWORK, next.network(rows.high(row), rows.low(row)));
            rows.set(row, HostRows.GROUP, next.group(rows.high(row), rows.low(row)));
        }
        for (int i = 0; i < active.size(); i++) {
            int row = active.get(i);
            active.count(row, 1);
            int first = rows.get(row, HostRows.CELLS);
            networks.restore(rows.get(row, HostRows.NETWORK), rows.cells, first);
            groups.restore(rows.get(row, HostRows.GROUP), rows.cells, first);
        }
    }

    Scheme scheme() {
        return scheme;
    }

    /** Hosts with traffic. */
    ActiveHosts active() {
        return active;
    }

    /** The hosts that are to be judged in this beat. */
    ShownHosts shown() {
        return shown;
    }

    /** Hosts remembered, idle ones too. */
    int hosts() {
        return rows.count();
    }

    long refused() {
        return refused;
    }

    HostPeers peers() {
        return peers;
    }

    SlidingSecond second() {
        return second;
    }

    Fading fading() {
        return fading;
    }

    double windowSeconds() {
        return second.seconds();
    }

    int find(Address address) {
        return rows.find(address.high(), address.low());
    }

    Address address(int row) {
        return new Address(rows.high(row), rows.low(row));
    }

    int network(int row) {
        return rows.get(row, HostRows.NETWORK);
    }

    int group(int row) {
        return rows.get(row, HostRows.GROUP);
    }

    long sum(int row, Metric metric) {
        return rows.cells.sum(rows.get(row, HostRows.CELLS), metric)
                + Math.round(lasting(row, metric) * second.seconds());
    }

    double lasting(int row, Metric metric) {
        return rows.cells.lasting(rows.get(row, HostRows.CELLS), metric);
    }

    double variance(int row, int side) {
        return rows.cells.variance(rows.get(row, HostRows.CELLS), side, second.seconds());
    }

    /** Of the moving average of a side's packets. */
    double averageVariance(int row, int side) {
        int first = rows.get(row, HostRows.CELLS);
        return rows.cells.averageVariance(first, side, decayOf(row) / (2 * fading.averageSeconds()));
    }

    double average(int row, Metric metric) {
        double faded = rows.cells.average(rows.get(row, HostRows.CELLS), metric) * decayOf(row);
        return Math.max(0, faded + lasting(row, metric));
    }

    /** A quiet host's average stands until it would be told of again. */
    private double decayOf(int row) {
        int age = (int) fading.millis() - rows.get(row, HostRows.AVERAGED);
        int stands = rows.is(row, HostRows.QUIET) ? (int) (ROUND * 1000) : 0;
        return age <= stands ? 1 : fading.after(age - stands);
    }

    /** The rate of a metric in the newest beat, or in the last round of a quiet host. */
    double newest(int row, Metric metric) {
        if (rows.get(row, HostRows.TOUCHED) != beat) {
            return rows.is(row, HostRows.QUIET) ? sum(row, metric) / second.seconds() : lasting(row, metric);
        }
        long columns = Columns.columns(metric);
        int unit = Columns.unit(metric);
        long sum = 0;
        for (int e = rows.get(row, HostRows.ENTRY); e >= 0; e = newest.before(e)) {
            if ((columns >>> rows.cells.column(newest.cell(e)) & 1) != 0) {
                sum += unit == 0 ? newest.packets(e) : unit == 1 ? newest.bytes(e) : newest.flows(e);
            }
        }
        double seconds = rows.is(row, HostRows.QUIET) ? Math.max(ROUND, newest.seconds) : newest.seconds;
        return Columns.inUnit(sum, metric) / seconds + lasting(row, metric);
    }

    // --- for the state file ---

    /** A host's average cells, or null when they have faded away. */
    float @Nullable [] averageCells(int row) {
        return rows.is(row, HostRows.USED) ? rows.averageCells(row, (float) decayOf(row)) : null;
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
    int restore(Address address, float[] values) {
        int row = findOrAdd(address.high(), address.low());
        if (row != RowIndex.NONE) {
            rows.averageCells(row, values);
        }
        return row;
    }
}
