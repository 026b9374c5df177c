// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.util.Arrays;

/** The hosts that are learned: an open hash of rows in primitive arrays. A bounded number; not safe for threads. */
final class Hosts {
    static final int NONE = -1;

    private int most;
    private long[] high = new long[0];
    private long[] low = new long[0];
    /** Hours since 1970. */
    private int[] since = new int[0];

    private int[] seen = new int[0];
    /** Seconds since 1970, of which only differences matter. */
    private int[] attacked = new int[0];

    private int[] groups = new int[0];
    private int[] curves = new int[0];
    /** Row and 1, or 0. */
    private int[] index = new int[16];

    private int count;

    Hosts(int most) {
        this.most = most;
    }

    void most(int changed) {
        most = changed;
    }

    int size() {
        return count;
    }

    int find(long high, long low) {
        int mask = index.length - 1;
        for (int at = hash(high, low) & mask; index[at] != 0; at = at + 1 & mask) {
            int row = index[at] - 1;
            if (this.low[row] == low && this.high[row] == high) {
                return row;
            }
        }
        return NONE;
    }

    private static int hash(long high, long low) {
        long mixed = (high * 0x9E37_79B9_7F4A_7C15L ^ low) * 0xC2B2_AE3D_27D4_EB4FL;
        return (int) (mixed >>> 32);
    }

    /** A row for a host that has none, or NONE when there are too many. */
    int add(long high, long low, int hour) {
        if (count >= most) {
            return NONE;
        }
        if (count == this.high.length) {
            grow();
        }
        int row = count++;
        this.high[row] = high;
        this.low[row] = low;
        since[row] = hour;
        seen[row] = hour;
        attacked[row] = 0;
        groups[row] = 0;
        Arrays.fill(curves, row * Learned.COUNT, (row + 1) * Learned.COUNT, 0);
        enter(row);
        return row;
    }

    private void grow() {
        int room = Math.min(Math.max(1024, 2 * count), Math.max(most, count + 1));
        high = Arrays.copyOf(high, room);
        low = Arrays.copyOf(low, room);
        since = Arrays.copyOf(since, room);
        seen = Arrays.copyOf(seen, room);
        attacked = Arrays.copyOf(attacked, room);
        groups = Arrays.copyOf(groups, room);
        curves = Arrays.copyOf(curves, room * Learned.COUNT);
        index = new int[Math.max(16, Integer.highestOneBit(room) * 4)];
        for (int row = 0; row < count; row++) {
            enter(row);
        }
    }

    private void enter(int row) {
        int mask = index.length - 1;
        int at = hash(high[row], low[row]) & mask;
        while (index[at] != 0) {
            at = at + 1 & mask;
        }
        index[at] = row + 1;
    }

    /** Forgets hosts not seen since an hour, with their curves. */
    void forget(int hour, Curves all) {
        int before = count;
        for (int row = 0; row < count; row++) {
            if (seen[row] < hour) {
                for (int i = 0; i < Learned.COUNT; i++) {
                    if (curve(row, i) > 0) {
                        all.free(curve(row, i) - 1);
                    }
                }
                move(--count, row--);
            }
        }
        if (count != before) {
            Arrays.fill(index, 0);
            for (int row = 0; row < count; row++) {
                enter(row);
            }
        }
    }

    private void move(int from, int to) {
        high[to] = high[from];
        low[to] = low[from];
        since[to] = since[from];
        seen[to] = seen[from];
        attacked[to] = attacked[from];
        groups[to] = groups[from];
        System.arraycopy(curves, from * Learned.COUNT, curves, to * Learned.COUNT, Learned.COUNT);
    }

    long high(int row) {
        return high[row];
    }

    long low(int row) {
        return low[row];
    }

    int since(int row) {
        return since[row];
    }

    void since(int row, int hour) {
        since[row] = hour;
    }

    int seen(int row) {
        return seen[row];
    }

    void seen(int row, int hour) {
        seen[row] = hour;
    }

    boolean isAttacked(int row, int second) {
        return second - attacked[row] <= AttackedTargets.FRESH;
    }

    void attacked(int row, int second) {
        attacked[row] = second;
    }

    int group(int row) {
        return groups[row];
    }

    void group(int row, int number) {
        groups[row] = number;
    }

    /** The curve of a metric and 1; 0 for none, {@link Learning#REFUSED} for none because there are too many. */
    int curve(int row, int i) {
        return curves[row * Learned.COUNT + i];
    }

    void curve(int row, int i, int value) {
        curves[row * Learned.COUNT + i] = value;
    }
}
