// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;

/** What a group says of attacks on its hosts, and by them. The one place where it is asked. */
final class GroupMode {
    private GroupMode() {}

    /** Whether there are to be no attacks at all. */
    static boolean isOff(HostGroup group, Direction direction) {
        return false;
    }

    /** Why its attacks in this direction are told and not acted on; empty when they are. */
    static String whyNot(HostGroup group, Direction direction) {
        return "";
    }
}
