// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.util.Locale;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Mode;

/** What a group says of attacks on its hosts, and by them. The one place where it is asked. */
final class GroupMode {
    private GroupMode() {}

    /** Whether there are to be no attacks at all. */
    static boolean isOff(HostGroup group, Direction direction) {
        return group.mode(direction) == Mode.OFF;
    }

    /** Why its attacks in this direction are told and not acted on; empty when they are. */
    static String whyNot(HostGroup group, Direction direction) {
        if (group.mode(direction) == Mode.ACT) {
            return "";
        }
        boolean outgoing = direction == Direction.OUTGOING && group.mode() == Mode.ACT;
        String key = outgoing ? "mode.outgoing" : "mode";
        return key + " of group " + group.name() + " is "
                + group.mode(direction).name().toLowerCase(Locale.ROOT);
    }
}
