// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import polder.wire.Prefix;

/**
 * A route that has the network's edge, or its upstreams, drop everything sent to a target (RFC 5635, RFC 7999).
 *
 * @param target a host, or a whole prefix; never everything
 * @param group its host group
 */
public record Blackhole(Prefix target, String group) implements Announcement {
    public Blackhole {
        if (target.length() == 0) {
            throw new IllegalArgumentException(target + " is everything, and cannot be a blackhole");
        }
    }

    @Override
    public String toString() {
        return "blackhole " + target;
    }
}
