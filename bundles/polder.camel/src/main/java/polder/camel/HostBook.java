// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Arrays;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;

/** What each host had when it was last shown. Used by one thread. */
final class HostBook {
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;
    private static final int NONE = 0;

    private WindowPlan plan = WindowPlan.NOTHING;
    private int size;
    private long[] addresses = new long[2 * 256];
    private HostGroup[] groups = new HostGroup[256];
    private long[] seen = new long[256];
    private long[] values = new long[0];
    /** Rows and one by a hash of the address; twice as many places as rows at least. */
    private int[] index = new int[1024];

    WindowPlan plan() {
        return plan;
    }

    /** Goes on with other columns; those there were none of are zero until a host is shown again. */
    void adopt(WindowPlan now) {
        long[] old = values;
        WindowPlan before = plan;
        values = new long[groups.length * now.width()];
        for (Metric metric : Metric.all()) {
            for (boolean average : new boolean[] {false, true}) {
                int from = before.place(metric, average);
                int to = now.place(metric, average);
                for (int row = 0; from >= 0 && to >= 0 && row < size; row++) {
                    values[row * now.width() + to] = old[row * before.width() + from];
                }
            }
        }
        plan = now;
    }

    /** @param from values in the order of the plan */
    void put(long high, long low, HostGroup group, long nanos, long[] from, int at) {
        int row = find(high, low);
        addresses[2 * row] = high;
        addresses[2 * row + 1] = low;
        groups[row] = group;
        seen[row] = nanos;
        System.arraycopy(from, at, values, row * plan.width(), plan.width());
    }

    private int find(long high, long low) {
        if (size == groups.length || 2 * (size + 1) > index.length) {
            grow();
        }
        int place = place(high, low);
        if (index[place] == NONE) {
            index[place] = ++size;
        }
        return index[place] - 1;
    }

    private int place(long high, long low) {
        int mask = index.length - 1;
        int place = (int) (((high * 31 + low) * GOLDEN) >>> 32) & mask;
        while (index[place] != NONE) {
            int row = index[place] - 1;
            if (addresses[2 * row + 1] == low && addresses[2 * row] == high) {
                break;
            }
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        int room = 2 * groups.length;
        addresses = Arrays.copyOf(addresses, 2 * room);
        groups = Arrays.copyOf(groups, room);
        seen = Arrays.copyOf(seen, room);
        values = Arrays.copyOf(values, room * plan.width());
        index = new int[4 * room];
        reindex();
    }

    private void reindex() {
        Arrays.fill(index, NONE);
        int rows = size;
        for (int row = 0; row < rows; row++) {
            index[place(addresses[2 * row], addresses[2 * row + 1])] = row + 1;
        }
    }

    /** Forgets the hosts that were not shown since. */
    void expire(long since) {
        int kept = 0;
        int width = plan.width();
        for (int row = 0; row < size; row++) {
            if (seen[row] >= since) {
                if (kept != row) {
                    addresses[2 * kept] = addresses[2 * row];
                    addresses[2 * kept + 1] = addresses[2 * row + 1];
                    groups[kept] = groups[row];
                    seen[kept] = seen[row];
                    System.arraycopy(values, row * width, values, kept * width, width);
                }
                kept++;
            }
        }
        if (kept < size) {
            Arrays.fill(groups, kept, size, null);
            size = kept;
            reindex();
        }
    }

    int size() {
        return size;
    }

    long high(int row) {
        return addresses[2 * row];
    }

    long low(int row) {
        return addresses[2 * row + 1];
    }

    HostGroup group(int row) {
        return groups[row];
    }

    long value(int row, int place) {
        return values[row * plan.width() + place];
    }
}
