// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import org.jspecify.annotations.Nullable;

/** What is learned of a group or a network. Not safe for threads. */
final class Kept {
    /** The name of a group, or a prefix. */
    final Object key;

    /** Of a group: numbered for its hosts, 1 and on. */
    final int number;

    /** A curve and 1, or 0, as of hosts. */
    final int[] curves = new int[Learned.COUNT];

    /** Of a group: what its busiest hosts have. */
    final @Nullable Busiest[] busiest = new Busiest[Learned.COUNT];

    /** Hours since 1970. */
    int since;

    int seen;
    /** Seconds since 1970. */
    int attacked;

    /** Of a group: what its hosts under attack have in this second, which is not learned as its own. */
    final long[] underAttack = new long[Learned.COUNT];

    Kept(Object key, int number, int hour) {
        this.key = key;
        this.number = number;
        since = hour;
        seen = hour;
    }

    void free(Curves all) {
        for (int i = 0; i < Learned.COUNT; i++) {
            if (curves[i] > 0) {
                all.free(curves[i] - 1);
            }
            Busiest hosts = busiest[i];
            if (hosts != null) {
                all.free(hosts.curve);
            }
        }
    }
}
