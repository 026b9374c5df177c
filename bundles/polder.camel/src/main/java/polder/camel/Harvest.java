// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Arrays;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;

/**
 * What was written down of some windows: rows of hosts, and the sums of the newest that begins a second. The beat fills one while another
 * is read; nobody has both. Nothing is allocated but when there are more rows than ever before.
 */
final class Harvest {
    /** More hosts than this wait for nobody. */
    private static final int MOST = 1 << 20;

    WindowPlan plan = WindowPlan.NOTHING;
    /** The end of the newest window. */
    long epochNanos;
    /** The second that has begun with one of the windows, since 1970; or -1. */
    long second = -1;

    int hosts;
    long[] addresses = new long[2 * 256];
    HostGroup[] groups = new HostGroup[256];
    long[] values = new long[0];
    /** Hosts there was no room for. */
    long refused;

    int sums;
    Scope[] scopes = new Scope[64];
    /** A prefix of a network, a group of a group. */
    Object[] targets = new Object[64];

    long[] sumValues = new long[0];

    void begin(WindowPlan now) {
        plan = now;
        second = -1;
        hosts = 0;
        sums = 0;
        refused = 0;
    }

    void addHost(TrafficWindow window, int row) {
        int width = plan.width();
        if (hosts == groups.length || (hosts + 1) * width > values.length) {
            if (hosts >= MOST) {
                refused++;
                return;
            }
            grow(width);
        }
        addresses[2 * hosts] = window.high(row);
        addresses[2 * hosts + 1] = window.low(row);
        groups[hosts] = window.group(row);
        plan.copy(window, row, values, hosts * width);
        hosts++;
    }

    private void grow(int width) {
        int room = Math.max(groups.length, hosts * 2);
        addresses = Arrays.copyOf(addresses, 2 * room);
        groups = Arrays.copyOf(groups, room);
        values = Arrays.copyOf(values, Math.max(values.length, room * width));
    }

    /** Writes down all networks and groups. */
    void addSums(TrafficWindow window) {
        sums = 0;
        int width = plan.width();
        for (int row = window.hosts(); row < window.size(); row++) {
            Scope scope = window.scope(row);
            if (scope == Scope.PREFIX || scope == Scope.GROUP) {
                if (sums == scopes.length || (sums + 1) * width > sumValues.length) {
                    int room = Math.max(scopes.length, sums * 2);
                    scopes = Arrays.copyOf(scopes, room);
                    targets = Arrays.copyOf(targets, room);
                    sumValues = Arrays.copyOf(sumValues, Math.max(sumValues.length, room * width));
                }
                scopes[sums] = scope;
                targets[sums] = scope == Scope.PREFIX ? window.target(row) : window.group(row);
                plan.copy(window, row, sumValues, sums * width);
                sums++;
            }
        }
    }
}
