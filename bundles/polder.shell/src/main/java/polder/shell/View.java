// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import org.jspecify.annotations.Nullable;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/**
 * What {@code polder:top} is asked to show.
 *
 * @param v4 IPv4 only, IPv6 only (false), or both (null)
 */
record View(Unit unit, Direction direction, @Nullable Boolean v4) {
    static final View FIRST = new View(Unit.PACKETS, Direction.INCOMING, null);

    Metric metric() {
        return Metric.of(direction, TrafficClass.TOTAL, unit);
    }

    /** The view after a key; itself when the key means nothing. */
    View after(int key) {
        return switch (key) {
            case 'p' -> new View(Unit.PACKETS, direction, v4);
            case 'b' -> new View(Unit.BITS, direction, v4);
            case 'f' -> new View(Unit.FLOWS, direction, v4);
            case 'i' -> new View(unit, Direction.INCOMING, v4);
            case 'o' -> new View(unit, Direction.OUTGOING, v4);
            case '4' -> new View(unit, direction, true);
            case '6' -> new View(unit, direction, false);
            case 'a' -> new View(unit, direction, null);
            default -> this;
        };
    }

    /** The order in words. */
    String order() {
        String family = v4 == null ? "" : v4 ? " of IPv4" : " of IPv6";
        return Text.of(direction) + " " + Text.of(unit) + family;
    }
}
