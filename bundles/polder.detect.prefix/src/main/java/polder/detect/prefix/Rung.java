// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.Arrays;
import polder.wire.Address;
import polder.wire.Prefix;

/** The prefixes of one length that have hosts, or had until a while ago. Used by one thread. */
final class Rung {
    static final int NONE = AddressIndex.NONE;

    final AddressIndex keys = new AddressIndex();
    final boolean v4;
    /** In the 128 bits of {@link Address}. */
    final int bits;

    final boolean isFinest;
    /** How many bits shorter the next prefixes are. */
    final int step;

    private final long highMask;
    private final long lowMask;

    int[] parent = {};
    /** Prefixes of the rung before in it; at the finest rung hosts. */
    int[] children = {};
    /** Of these, those that are over by themselves. */
    int[] hot = {};
    /** Since when the first of them is over that is; when none is, the end of time. */
    long[] earliest = {};
    /** Since when it has had more than it may, by what it has whatever chance is in that, milliseconds; 0 when it has not. */
    long[] since = {};
    /** For how long that has been summed, milliseconds. */
    int[] lasted = {};
    /** Since when it has been empty, milliseconds; 0 when it is not. */
    long[] idle = {};
    /** The groups of its hosts, by {@link Groups} numbers. */
    long[] groups = {};
    /** Of the packets of its hosts, by sampling. */
    double[] variance = {};
    /** It has too much, and not by chance: its traffic is explained by it, or by one it lies in. */
    boolean[] over = {};

    boolean[] reported = {};
    /** All it has. */
    final long[][] all = new long[Columns.COUNT][];
    /** What neither hosts nor prefixes in it explain. */
    final long[][] rest = new long[Columns.COUNT][];
    /** The squares of what the hosts behind that have, summed. */
    final double[][] squares = new double[Columns.COUNT][];

    final float[][] usual = new float[Columns.COUNT][];
    /** What was left, times milliseconds, in all the time summed. */
    private final double[][] sums = new double[Columns.COUNT][];
    /** The most that one of the prefixes in it has more than is usual, of those that are not over; not for the finest rung. */
    final float[][] largest = new float[Columns.COUNT][];

    /** The limits given for this length, in order of columns; infinite where there is none. */
    final double[] given = new double[Columns.COUNT];
    /** Whether there is one. */
    boolean isGiven;

    private int columns;

    Rung(boolean v4, int length, boolean isFinest, int step) {
        this.v4 = v4;
        this.isFinest = isFinest;
        this.step = step;
        bits = v4 ? length + 96 : length;
        Arrays.fill(given, Double.POSITIVE_INFINITY);
        highMask = bits >= 64 ? -1L : bits == 0 ? 0 : -1L << (64 - bits);
        lowMask = bits == 128 ? -1L : bits <= 64 ? 0 : -1L << (128 - bits);
    }

    int length() {
        return v4 ? bits - 96 : bits;
    }

    int find(long high, long low) {
        return keys.find(high & highMask, low & lowMask);
    }

    Prefix prefix(int node) {
        return new Prefix(new Address(keys.high(node), keys.low(node)), length());
    }

    Prefix prefix(long high, long low) {
        return new Prefix(new Address(high & highMask, low & lowMask), length());
    }

    int add(long high, long low, int of) {
        int node = keys.add(high & highMask, low & lowMask);
        if (parent.length < keys.room()) {
            room();
        }
        clear(node);
        parent[node] = of;
        idle[node] = 0;
        since[node] = 0;
        groups[node] = 0;
        reported[node] = false;
        for (int column = 0; column < Columns.COUNT; column++) {
            if (all[column] != null) {
                usual[column][node] = 0;
            }
        }
        return node;
    }

    private void room() {
        int room = keys.room();
        parent = Arrays.copyOf(parent, room);
        children = Arrays.copyOf(children, room);
        hot = Arrays.copyOf(hot, room);
        earliest = Arrays.copyOf(earliest, room);
        since = Arrays.copyOf(since, room);
        lasted = Arrays.copyOf(lasted, room);
        idle = Arrays.copyOf(idle, room);
        groups = Arrays.copyOf(groups, room);
        variance = Arrays.copyOf(variance, room);
        over = Arrays.copyOf(over, room);
        reported = Arrays.copyOf(reported, room);
        for (int column = 0; column < Columns.COUNT; column++) {
            if ((columns >> column & 1) != 0) {
                room(column, room);
            }
        }
    }

    private void room(int column, int room) {
        all[column] = all[column] == null ? new long[room] : Arrays.copyOf(all[column], room);
        rest[column] = rest[column] == null ? new long[room] : Arrays.copyOf(rest[column], room);
        squares[column] = squares[column] == null ? new double[room] : Arrays.copyOf(squares[column], room);
        usual[column] = usual[column] == null ? new float[room] : Arrays.copyOf(usual[column], room);
        sums[column] = sums[column] == null ? new double[room] : Arrays.copyOf(sums[column], room);
        largest[column] = largest[column] == null ? new float[room] : Arrays.copyOf(largest[column], room);
    }

    /** Which columns are to be summed, as bits; those once summed stay. */
    void columns(int wanted) {
        int added = wanted & ~columns;
        columns |= wanted;
        for (int column = 0; column < Columns.COUNT; column++) {
            if ((added >> column & 1) != 0) {
                room(column, parent.length);
            }
        }
    }

    int columns() {
        return columns;
    }

    /** Nothing is in it. */
    void clear(int node) {
        children[node] = 0;
        hot[node] = 0;
        variance[node] = 0;
        over[node] = false;
        earliest[node] = Long.MAX_VALUE;
        for (int column = 0; column < Columns.COUNT; column++) {
            if (all[column] != null) {
                all[column][node] = 0;
                rest[column][node] = 0;
                squares[column][node] = 0;
                largest[column][node] = 0;
            }
        }
    }

    /** It has more than it may from now on, or for longer already where that is known of prefixes in it. */
    void begin(int node, long now) {
        since[node] = Math.min(now, earliest[node]);
        lasted[node] = 0;
        for (double[] sum : sums) {
            if (sum != null) {
                sum[node] = 0;
            }
        }
    }

    /** It still has, a beat of so many milliseconds later. */
    void goesOn(int node, int beat) {
        lasted[node] += beat;
        for (int column = 0; column < Columns.COUNT; column++) {
            if (sums[column] != null) {
                sums[column][node] += (double) rest[column][node] * beat;
            }
        }
    }

    /** What has been left in the mean since it has had more than it may; before, what is now. */
    double mean(int node, int column) {
        return lasted[node] == 0 ? rest[column][node] : sums[column][node] / lasted[node];
    }

    /** Reads what is going to be changed; the value means nothing. */
    long fetch(int node) {
        long read = groups[node];
        for (int column = 0; column < Columns.COUNT; column++) {
            if (all[column] != null) {
                read += all[column][node] + rest[column][node] + (long) squares[column][node];
            }
        }
        return read;
    }

    /** A host has another value of a column. */
    void change(int node, int column, int before, int value, boolean isHot) {
        long more = (long) value - before;
        all[column][node] += more;
        if (!isHot) {
            rest[column][node] += more;
            squares[column][node] += (double) value * value - (double) before * before;
        }
    }

    /** What is left gets a host's value, or loses it. */
    void left(int node, int column, int value, int sign) {
        rest[column][node] += (long) sign * value;
        squares[column][node] += sign * ((double) value * value);
    }

    /** Moves what is usual on by a share of the way to what is; of a prefix that is over by a small part of that. */
    void learn(float share, float shareOver) {
        for (int column = 0; column < Columns.COUNT; column++) {
            if (all[column] != null) {
                learn(rest[column], usual[column], share, shareOver);
            }
        }
    }

    private void learn(long[] now, float[] mean, float share, float shareOver) {
        for (int node = 0; node < keys.slots(); node++) {
            mean[node] += (since[node] == 0 ? share : shareOver) * (now[node] - mean[node]);
        }
    }
}
