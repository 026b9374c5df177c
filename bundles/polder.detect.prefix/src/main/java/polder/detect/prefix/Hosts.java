// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.Arrays;
import polder.api.traffic.Direction;
import polder.api.traffic.TrafficWindow;

/** What each host adds to the sums, so that it can be taken away again. Used by one thread. */
final class Hosts {
    private static final float UNSAMPLED = 0;

    private final AddressIndex keys = new AddressIndex();
    private final Groups groups;
    private int[] prefix = {};
    /** The last bits of when it was last shown. */
    private int[] seen = {};

    private float[] variance = {};
    private boolean[] hot = {};
    private boolean[] v4 = {};
    private final int[][] values = new int[Columns.COUNT][];
    private int columns;

    Hosts(Groups groups) {
        this.groups = groups;
    }

    int size() {
        return keys.size();
    }

    /** Which columns are to be summed, as bits; those once summed stay. */
    void columns(int wanted) {
        int added = wanted & ~columns;
        columns |= wanted;
        for (int column = 0; column < Columns.COUNT; column++) {
            if ((added >> column & 1) != 0) {
                values[column] = new int[prefix.length];
            }
        }
    }

    private void room() {
        int room = keys.room();
        prefix = Arrays.copyOf(prefix, room);
        seen = Arrays.copyOf(seen, room);
        variance = Arrays.copyOf(variance, room);
        hot = Arrays.copyOf(hot, room);
        v4 = Arrays.copyOf(v4, room);
        for (int column = 0; column < Columns.COUNT; column++) {
            if (values[column] != null) {
                values[column] = Arrays.copyOf(values[column], room);
            }
        }
    }

    /** Takes what the window shows of a host in place of what it was before. */
    void take(TrafficWindow window, int row, int group, Ladder ladder, long now) {
        long high = window.high(row);
        long low = window.low(row);
        int host = keys.find(high, low);
        if (host == AddressIndex.NONE) {
            int node = ladder.prefixOf(high, low);
            if (node == Rung.NONE) {
                return;
            }
            host = keys.add(high, low);
            if (prefix.length < keys.room()) {
                room();
            }
            prefix[host] = node;
            v4[host] = ladder.v4;
        } else {
            remove(host, ladder.finest());
        }
        add(window, row, group, host, ladder.finest());
        seen[host] = (int) now;
    }

    private void add(TrafficWindow window, int row, int group, int host, Rung rung) {
        int node = prefix[host];
        boolean isHot = false;
        for (int column = 0; column < Columns.COUNT; column++) {
            if (values[column] != null) {
                long rate = window.rate(row, Columns.METRICS.get(column));
                values[column][host] = Columns.ofHost(column, rate);
                isHot |= rate > groups.limit(group, column);
            }
        }
        long samples = window.samples(row, Direction.INCOMING);
        float packets = values[Columns.PACKETS][host];
        variance[host] = samples == Long.MAX_VALUE ? UNSAMPLED : packets * packets / Math.max(1, samples);
        hot[host] = isHot;
        rung.groups[node] |= 1L << group;
        change(host, rung, 1);
    }

    private void remove(int host, Rung rung) {
        change(host, rung, -1);
    }

    private void change(int host, Rung rung, int sign) {
        int node = prefix[host];
        rung.children[node] += sign;
        if (hot[host]) {
            rung.hot[node] += sign;
        } else {
            rung.variance[node] += sign * variance[host];
        }
        for (int column = 0; column < Columns.COUNT; column++) {
            if (values[column] != null) {
                rung.change(node, column, values[column][host], hot[host], sign);
            }
        }
    }

    /** Takes away the hosts not shown for so long, milliseconds. */
    void forget(long now, int after, Ladder ladder4, Ladder ladder6) {
        for (int host = 0; host < keys.slots(); host++) {
            if ((int) now - seen[host] > after && keys.isTaken(host)) {
                Rung rung = (v4[host] ? ladder4 : ladder6).finest();
                remove(host, rung);
                if (rung.children[prefix[host]] == 0) {
                    rung.clear(prefix[host]); // what rounding has left of squares and variances
                }
                keys.remove(host);
            }
        }
    }
}
