// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.List;
import java.util.function.Predicate;
import polder.api.evidence.Usual;
import polder.api.flow.FlowRow;
import polder.wire.Address;
import polder.wire.Prefix;

/** Finds what a target usually got, in what lanes have kept from before it was attacked. Used by one thread. */
final class UsualRows {
    /** With fewer rows others of its group are asked. */
    private static final int ENOUGH = 20;

    private static final int MOST_OF_OTHERS = 2000;

    private final long before;
    private final List<Ring> rings;
    private final Predicate<FlowRow> fromOutside;
    private final Kinds kinds = new Kinds();
    private final long[] copy = new long[FlowRow.WIDTH];
    private final FlowRow row = new FlowRow().at(copy, 0);

    /**
     * @param before rows that arrived later are of the attack
     * @param fromOutside whether a row is not between two of ours
     */
    UsualRows(List<Ring> rings, long before, Predicate<FlowRow> fromOutside) {
        this.rings = rings;
        this.before = before;
        this.fromOutside = fromOutside;
    }

    /** @param ofItsGroup whether a host is of the same group */
    Usual of(Prefix target, Predicate<Address> ofItsGroup) {
        take(target::contains, Integer.MAX_VALUE);
        long itsOwn = kinds.rows();
        if (itsOwn < ENOUGH) {
            take(host -> !target.contains(host) && ofItsGroup.test(host), MOST_OF_OTHERS);
        }
        long all = kinds.rows();
        String of = all == 0
                ? ""
                : all == itsOwn
                        ? target.toString()
                        : itsOwn == 0 ? "others of its group" : target + " and others of its group";
        return new Usual(of, all, kinds.told());
    }

    private void take(Predicate<Address> hosts, int most) {
        long limit = kinds.rows() + most;
        for (Ring ring : rings) {
            for (long index = ring.oldest(); index < ring.written() && kinds.rows() < limit; index++) {
                take(ring, index, hosts);
            }
        }
    }

    private void take(Ring ring, long index, Predicate<Address> hosts) {
        ring.copy(index, copy);
        long arrived = ring.detail(index, Ring.ARRIVED);
        if (ring.holds(index)
                && arrived < before
                && hosts.test(new Address(row.targetHigh(), row.targetLow()))
                && fromOutside.test(row)) {
            kinds.add(row, row.samplingRate());
        }
    }
}
