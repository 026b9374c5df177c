// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.util.Locale;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.FlowSpec;

/** Kinds of routes, as the keys of a cfg end. */
public enum Kind {
    /** A blackhole of one address. */
    HOST,
    /** A blackhole of a whole prefix. */
    NETWORK,
    FLOWSPEC;

    static Kind of(Announcement announcement) {
        if (announcement instanceof FlowSpec) {
            return FLOWSPEC;
        }
        return announcement.target().isHost() ? HOST : NETWORK;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
