// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other ends of busy hosts, up to a bound. Used like {@link HostTable}. */
final class HostPeers {
    /** Sides of hosts. */
    private static final int MOST = 4096;

    private static final int OUT_SHIFT = 16;
    private static final int MASK = 0xffff;
    /** A flow that lasts is kept by itself with such a part of what makes a host busy. */
    private static final double LARGE = 0.25;

    private final HostRows rows;
    private final List<Peers> all = new ArrayList<>();
    /** The first so many of them are in use. */
    private int used;

    private long refused;
    private long now;
    private Notable notable = new Notable(1, 1, 1);

    HostPeers(HostRows rows) {
        this.rows = rows;
    }

    /** @param from the traffic from which on a host is busy */
    void begin(long millis, Notable from) {
        now = millis;
        for (int i = 0; i < used; i++) {
            all.get(i).pass(now);
        }
        notable = from;
    }

    /** Says that lanes have not sketched some. */
    void refuse(long more) {
        refused += more;
    }

    /** Takes what a lane has sketched of a host, when it has. */
    void add(int row, Handed lane, int block) {
        int in = LaneTable.sketch(lane.blocks(), block, Columns.IN);
        int out = LaneTable.sketch(lane.blocks(), block, Columns.OUT);
        if (in > 0) {
            add(row, Columns.IN, lane.sketches(), (in - 1) * Sketch.WORDS);
        }
        if (out > 0) {
            add(row, Columns.OUT, lane.sketches(), (out - 1) * Sketch.WORDS);
        }
    }

    private void add(int row, int side, long[] sketch, int at) {
        Peers peers = findOrAdd(row, side);
        if (peers != null) {
            peers.add(sketch, at);
        }
    }

    /** Takes a flow that lasts, if it is large; one of the moment if its host is busy. */
    void last(int row, int side, long peer, double packets, double bytes, Placement when) {
        boolean lasts = when.lasts() > when.begin;
        boolean large = packets >= notable.packets() * LARGE || bytes >= notable.bytes() * LARGE;
        if (lasts ? large : rows.is(row, HostRows.NOTED)) {
            Peers peers = findOrAdd(row, side);
            if (peers != null && !lasts) {
                peers.add(peer, (long) packets, (long) bytes);
            } else if (peers != null) {
                peers.last(peer, packets, bytes, when.begin, when.lasts());
            }
        }
    }

    @Nullable
    Peers find(int row, int side) {
        int number = rows.get(row, HostRows.PEERS) >>> shift(side) & MASK;
        return number == 0 ? null : all.get(number - 1);
    }

    private static int shift(int side) {
        return side == Columns.IN ? 0 : OUT_SHIFT;
    }

    private @Nullable Peers findOrAdd(int row, int side) {
        Peers found = find(row, side);
        if (found != null || used == MOST) {
            refused += found == null ? 1 : 0;
            return found;
        }
        if (used == all.size()) {
            all.add(new Peers());
        }
        Peers peers = all.get(used++);
        peers.reset(row, side, now);
        number(peers, used);
        return peers;
    }

    private void number(Peers peers, int number) {
        int shift = shift(peers.side);
        int others = rows.get(peers.row, HostRows.PEERS) & ~(MASK << shift);
        rows.set(peers.row, HostRows.PEERS, others | number << shift);
    }

    /** Lets go of those of hosts no longer busy. */
    void end() {
        for (int i = used - 1; i >= 0; i--) {
            Peers peers = all.get(i);
            boolean isHosts = (rows.get(peers.row, HostRows.PEERS) >>> shift(peers.side) & MASK) == i + 1;
            if (!isHosts || peers.isIdle()) {
                if (isHosts) {
                    number(peers, 0);
                }
                Peers last = all.get(--used);
                all.set(i, last);
                all.set(used, peers);
                if (i < used) {
                    move(last, used + 1, i + 1);
                }
            }
        }
    }

    /** Unless its host was forgotten. */
    private void move(Peers peers, int from, int to) {
        if ((rows.get(peers.row, HostRows.PEERS) >>> shift(peers.side) & MASK) == from) {
            number(peers, to);
        }
    }

    /** Sides of hosts whose other ends are known. */
    int size() {
        return used;
    }

    /** Times there was no room for those of another host. */
    long refused() {
        return refused;
    }
}
