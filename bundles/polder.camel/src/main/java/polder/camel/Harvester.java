// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.TrafficWindow;

/**
 * Writes windows down on the beat's thread, as little at a time as can be: quiet hosts when they are shown, which is once a second, a part
 * of the busy ones in each window, sums once a second. Once its tables are large enough nothing is allocated.
 */
final class Harvester {
    /** Each busy host belongs to one of so many phases of a second. */
    private static final int PHASES = 8;

    private static final long PHASE_NANOS = TimeUnit.SECONDS.toNanos(1) / PHASES;
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;
    private static final int PHASE_SHIFT = 61;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicReference<@Nullable Harvest> full = new AtomicReference<>();
    private final AtomicReference<@Nullable Harvest> spare = new AtomicReference<>(new Harvest());
    private Harvest filling = new Harvest();
    private long lastPhase;
    private long lastSecond;
    private WindowPlan plan = WindowPlan.NOTHING;

    /** By the beat's thread. */
    void accept(TrafficWindow window, WindowPlan now) {
        if (!now.equals(plan)) {
            plan = now;
            filling.begin(now);
        }
        filling.epochNanos = window.epochNanos();
        if (plan.hosts) {
            addHosts(window);
        }
        long second = window.epochNanos() / SECOND;
        if (second != lastSecond) {
            lastSecond = second;
            filling.second = second;
            if (plan.sums) {
                filling.addSums(window);
            }
        }
        handOver();
    }

    private void addHosts(TrafficWindow window) {
        long phase = window.epochNanos() / PHASE_NANOS;
        int due = phases(phase - lastPhase, phase);
        lastPhase = phase;
        int busy = window.busy();
        for (int row = 0; row < busy; row++) {
            long mixed = (window.high(row) * 31 + window.low(row)) * GOLDEN;
            if ((due >>> (int) (mixed >>> PHASE_SHIFT) & 1) != 0) {
                filling.addHost(window, row);
            }
        }
        int hosts = window.hosts();
        for (int row = busy; row < hosts; row++) {
            filling.addHost(window, row);
        }
    }

    /** The phases that have begun since the last window, a bit for each. */
    private static int phases(long passed, long phase) {
        if (passed < 0 || passed >= PHASES) {
            return (1 << PHASES) - 1;
        }
        int due = 0;
        for (long one = phase - passed + 1; one <= phase; one++) {
            due |= 1 << (int) (one % PHASES);
        }
        return due;
    }

    /** When the last one is taken, and one to go on with is there; else it is filled further. */
    private void handOver() {
        if (full.get() == null) {
            Harvest next = spare.getAndSet(null);
            if (next != null) {
                next.begin(plan);
                full.set(filling);
                filling = next;
            }
        }
    }

    /** By the thread that reads: what there is; null for nothing. It has to be given back. */
    @Nullable
    Harvest take() {
        return full.getAndSet(null);
    }

    void giveBack(Harvest harvest) {
        spare.set(harvest);
    }
}
