// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Mode;

/** The host groups by small numbers, so that a prefix can hold in a few bits those of its hosts. Used by one thread. */
final class Groups {
    /** Groups beyond share the last number; then the most any of these allows counts. */
    private static final int MOST = 64;

    private static final int OFF = -1;

    private final IdentityHashMap<HostGroup, Integer> known = new IdentityHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final HostGroup[] groups = new HostGroup[MOST];
    private final long[][] limits = new long[MOST][Columns.COUNT];
    private int columns = Columns.ALWAYS;

    /** The number of a group, negative when its hosts are not judged. Allocates for one not seen before only. */
    int number(HostGroup group) {
        Integer number = known.get(group);
        return number == null ? add(group) : number;
    }

    private int add(HostGroup group) {
        int number = names.indexOf(group.name());
        if (number < 0) {
            names.add(group.name());
            number = names.size() - 1;
        }
        if (known.size() > MOST * MOST) {
            known.clear(); // of groups that have been replaced many times
        }
        int shown = Math.min(number, MOST - 1);
        groups[shown] = group;
        for (int column = 0; column < Columns.COUNT; column++) {
            Limit limit = group.limit(Columns.METRICS.get(column));
            long most = limit == null ? Limit.NONE : limit.perSecond();
            limits[shown][column] = number >= MOST ? Math.max(limits[shown][column], most) : most;
            columns |= most == Limit.NONE ? 0 : 1 << column;
        }
        int result = group.mode(Direction.INCOMING) == Mode.OFF ? OFF : shown;
        known.put(group, result);
        return result;
    }

    /** The columns any of them limits, as bits. */
    int columns() {
        return columns;
    }

    /** What a group allows a host, {@link Limit#NONE} when it does not say. */
    long limit(int number, int column) {
        return limits[number][column];
    }

    /** The most that any of some groups allows a host. */
    long most(long mask, int column) {
        long most = 0;
        for (long left = mask; left != 0; left &= left - 1) {
            most = Math.max(most, limits[Long.numberOfTrailingZeros(left)][column]);
        }
        return mask == 0 ? Limit.NONE : most;
    }

    /** Of some groups the one that does least about an attack; of several such the one that allows a host most. */
    HostGroup of(long mask, int column) {
        int best = Long.numberOfTrailingZeros(mask);
        for (long left = mask & mask - 1; left != 0; left &= left - 1) {
            int one = Long.numberOfTrailingZeros(left);
            int order = groups[one].mode(Direction.INCOMING).compareTo(groups[best].mode(Direction.INCOMING));
            if (order < 0 || (order == 0 && limits[one][column] > limits[best][column])) {
                best = one;
            }
        }
        return groups[best];
    }
}
