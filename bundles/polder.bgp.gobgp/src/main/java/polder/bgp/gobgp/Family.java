// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;

/** What a route is of (RFC 4760, RFC 8955). */
enum Family {
    IPV4(1, 1, "ipv4-unicast"),
    IPV6(2, 1, "ipv6-unicast"),
    FLOWSPEC4(1, 133, "ipv4-flowspec"),
    FLOWSPEC6(2, 133, "ipv6-flowspec");

    final int afi;
    final int safi;

    /** As in gobgpd.conf. */
    final String word;

    Family(int afi, int safi, String word) {
        this.afi = afi;
        this.safi = safi;
        this.word = word;
    }

    static Family of(Announcement announcement) {
        boolean v4 = announcement.target().base().isV4();
        if (announcement instanceof Blackhole) {
            return v4 ? IPV4 : IPV6;
        }
        return v4 ? FLOWSPEC4 : FLOWSPEC6;
    }

    boolean isFlowSpec() {
        return safi == 133;
    }
}
