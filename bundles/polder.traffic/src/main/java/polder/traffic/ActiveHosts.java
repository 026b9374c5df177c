// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import polder.wire.Prefix;

/** The hosts with traffic in the sliding second, or with some that lasts. Used like {@link HostTable}. */
final class ActiveHosts {
    private final HostRows rows;
    private final Aggregate<Prefix> networks;
    private final Aggregate<String> groups;
    private final IntList active = new IntList();

    ActiveHosts(HostRows rows, Aggregate<Prefix> networks, Aggregate<String> groups) {
        this.rows = rows;
        this.networks = networks;
        this.groups = groups;
    }

    void add(int row) {
        if (rows.get(row, HostRows.ACTIVE) == 0) {
            active.add(row);
            rows.set(row, HostRows.ACTIVE, active.size());
            count(row, 1);
        }
    }

    /** Takes a host off that has nothing any more. */
    void settle(int row) {
        int[] head = rows.heads(row);
        int at = HostRows.at(row);
        int place = head[at + HostRows.ACTIVE];
        if (place > 0 && head[at + HostRows.WINDOWS] == 0 && head[at + HostRows.PENDING] == 0) {
            int last = active.removeLast();
            if (last != row) {
                active.set(place - 1, last);
                rows.set(last, HostRows.ACTIVE, place);
            }
            head[at + HostRows.ACTIVE] = 0;
            count(row, -1);
        }
    }

    /** Counts a host for its network and group. */
    void count(int row, int change) {
        networks.host(rows.get(row, HostRows.NETWORK), change);
        groups.host(rows.get(row, HostRows.GROUP), change);
    }

    int size() {
        return active.size();
    }

    int get(int i) {
        return active.get(i);
    }
}
