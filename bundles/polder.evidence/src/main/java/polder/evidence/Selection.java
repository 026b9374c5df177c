// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.flow.FlowRow;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** Which rows are of an attack: its target and direction, and the class of traffic that was too much. Used by one thread. */
final class Selection {
    private final Prefix target;
    private final boolean incoming;
    private final boolean outgoing;
    private final TrafficClass part;
    private final @Nullable PrefixTable own;

    /** @param own our networks, or null when they are not known */
    Selection(Attack attack, @Nullable PrefixTable own) {
        target = attack.target();
        Metric metric = attack.metric();
        incoming = attack.direction() != Direction.OUTGOING;
        outgoing = attack.direction() != Direction.INCOMING;
        part = metric == null ? TrafficClass.TOTAL : metric.part();
        this.own = own == null || own.prefixes().isEmpty() ? null : own;
    }

    boolean holds(FlowRow row) {
        boolean isOf = (incoming && isTo(row)) ? !isOurs(row.sourceHigh(), row.sourceLow()) : (outgoing && isFrom(row));
        return isOf && isPart(row);
    }

    /** Whether a row of the attack goes to the target; else it comes from there. */
    boolean isTo(FlowRow row) {
        return target.contains(new Address(row.targetHigh(), row.targetLow()));
    }

    /** Whether a row goes to one of ours, and does not come from another. */
    boolean isIncoming(FlowRow row) {
        return !isOurs(row.sourceHigh(), row.sourceLow());
    }

    private boolean isFrom(FlowRow row) {
        return target.contains(new Address(row.sourceHigh(), row.sourceLow()))
                && !isOurs(row.targetHigh(), row.targetLow());
    }

    /** Traffic between two of ours is counted for neither. */
    private boolean isOurs(long high, long low) {
        PrefixTable networks = own;
        return networks != null && networks.match(high, low) != PrefixTable.NONE;
    }

    private boolean isPart(FlowRow row) {
        return switch (part) {
            case FRAGMENT -> row.isFragment();
            case DROPPED -> row.isDropped();
                // it does not say which networks are ours; most of what is over a limit of these is
            case INTERNAL -> true;
            default -> part.holds(row.protocol(), row.tcpFlags(), row.sourcePort());
        };
    }
}
