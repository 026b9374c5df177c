// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.time.Duration;
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

    private static final int MOST_OF_OTHERS = 200;

    /** Attacks that rise slowly, or come in pulses, begin before it can be seen: so much is left out, unless too little remains. */
    private static final long RISING = 30_000_000_000L;

    private static final long AT_ONCE = 1_000_000_000L;

    private final long since;
    private final List<Ring> rings;
    private final Predicate<FlowRow> fromOutside;
    private final long[] copy = new long[FlowRow.WIDTH];
    private final FlowRow row = new FlowRow().at(copy, 0);

    /**
     * @param since when the attack began, as far as it can be seen
     * @param fromOutside whether a row is not between two of ours
     */
    UsualRows(List<Ring> rings, long since, Predicate<FlowRow> fromOutside) {
        this.rings = rings;
        this.since = since;
        this.fromOutside = fromOutside;
    }

    /** @param ofItsGroup whether a host is of the same group */
    Usual of(Prefix target, Predicate<Address> ofItsGroup) {
        Usual some = of(target, ofItsGroup, since - RISING);
        return some.kept() < ENOUGH ? of(target, ofItsGroup, since - AT_ONCE) : some;
    }

    private Usual of(Prefix target, Predicate<Address> ofItsGroup, long before) {
        Kinds kinds = new Kinds();
        take(target::contains, before, Integer.MAX_VALUE, kinds);
        long itsOwn = kinds.rows();
        if (itsOwn < ENOUGH) {
            take(host -> !target.contains(host) && ofItsGroup.test(host), before, MOST_OF_OTHERS, kinds);
        }
        long all = kinds.rows();
        String of = all == 0
                ? ""
                : all == itsOwn
                        ? target.toString()
                        : itsOwn == 0 ? "others of its group" : target + " and others of its group";
        return new Usual(of, all, kinds.told(), List.of(), Duration.ZERO);
    }

    private void take(Predicate<Address> hosts, long before, int most, Kinds into) {
        long limit = into.rows() + most;
        for (Ring ring : rings) {
            for (long index = ring.oldest(); index < ring.written() && into.rows() < limit; index++) {
                ring.copy(index, copy);
                long arrived = ring.detail(index, Ring.ARRIVED);
                if (ring.holds(index)
                        && arrived < before
                        && hosts.test(new Address(row.targetHigh(), row.targetLow()))
                        && fromOutside.test(row)) {
                    into.add(row, row.samplingRate());
                }
            }
        }
    }
}
