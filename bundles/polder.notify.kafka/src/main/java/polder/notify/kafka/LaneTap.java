// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;

/** What one lane does for an outlet: it copies the flows that are chosen. It never waits, and allocates when the outlet changes only. */
final class LaneTap implements FlowTapLane {
    private final Supplier<Outlet> outlets;
    private Outlet outlet;
    private LaneRing ring;
    private int sample;
    /** Rows to pass over before the next is taken. */
    private int skip;

    private int random = 0x9e3779b9;

    /** @param outlets the one there is now */
    LaneTap(Supplier<Outlet> outlets) {
        this.outlets = outlets;
        outlet = outlets.get();
        ring = outlet.ring();
        sample = outlet.keys().sample();
    }

    @Override
    public boolean wantsDetails() {
        return outlet.keys().details();
    }

    @Override
    public void accept(FlowBatch flows) {
        follow();
        int size = flows.size();
        if (size == 0) {
            return;
        }
        Source source = Source.of(flows.decoder());
        Choice choice = outlet.choice();
        if (sample == 1 && choice == null) {
            int room = ring.room(size);
            if (room > 0) {
                ring.put(flows, 0, room, source);
            }
        } else {
            some(flows, size, choice, source);
        }
    }

    @SuppressWarnings("ReferenceEquality") // another outlet is another object
    private void follow() {
        Outlet now = outlets.get();
        if (now != outlet) {
            ring.close();
            outlet = now;
            ring = now.ring();
            sample = now.keys().sample();
        }
    }

    private void some(FlowBatch flows, int size, @Nullable Choice choice, Source source) {
        for (int row = 0; row < size; row++) {
            boolean wanted = choice == null
                    || choice.wants(flows.sourceHigh(row), flows.sourceLow(row))
                    || choice.wants(flows.targetHigh(row), flows.targetLow(row));
            if (wanted && isDrawn() && ring.room(1) == 1) {
                ring.put(flows, row, 1, source);
            }
        }
    }

    /** One of so many, at distances that are random, so that it keeps step with no exporter. */
    private boolean isDrawn() {
        if (sample == 1) {
            return true;
        }
        if (skip > 0) {
            skip--;
            return false;
        }
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        skip = (int) (Integer.toUnsignedLong(random) * (2L * sample - 1) >>> 32);
        return true;
    }

    @Override
    public void close() {
        ring.close();
    }
}
