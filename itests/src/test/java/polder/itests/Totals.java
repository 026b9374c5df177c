// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.util.HashMap;
import java.util.Map;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTap;
import polder.api.flow.FlowTapLane;
import polder.wire.Address;

/** A tap that sums what flows stand for, by target. */
final class Totals implements FlowTap {
    private static final long QUIET = 1_000_000_000L;

    private final Map<Address, Volume> byTarget = new HashMap<>();
    private long last;

    @Override
    public FlowTapLane open(int lane) {
        return this::add;
    }

    private synchronized void add(FlowBatch flows) {
        for (int i = 0; i < flows.size(); i++) {
            long rate = flows.samplingRate(i);
            byTarget.merge(
                    new Address(flows.targetHigh(i), flows.targetLow(i)),
                    new Volume(flows.packets(i) * rate, flows.bytes(i) * rate),
                    Volume::plus);
            last = System.nanoTime();
        }
    }

    synchronized void forget() {
        byTarget.clear();
    }

    /** Whether something came, and nothing more for a while. */
    synchronized boolean areQuiet() {
        return !byTarget.isEmpty() && System.nanoTime() - last > QUIET;
    }

    synchronized Map<Address, Volume> byTarget() {
        return new HashMap<>(byTarget);
    }
}
