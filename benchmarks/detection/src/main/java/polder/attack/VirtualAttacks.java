// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import polder.api.attack.AttackListener;
import polder.api.attack.Detector;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.WindowTap;

/** The attacks of the appliance in virtual time, which is that of the windows. The only class that knows how to do that. */
public final class VirtualAttacks implements WindowTap, AutoCloseable {
    private final AttackWatch watch;

    /**
     * With no attack yet.
     *
     * @param properties of {@code polder.attack.cfg}
     * @param folder where the journal is written
     */
    public VirtualAttacks(Map<String, Object> properties, Path folder, AttackListener listener) {
        Clock still = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        watch = new AttackWatch(null, AttackSettings.of(properties), folder, still, System::nanoTime);
        watch.tell(Plug.of(listener, Map.of("component.name", "benchmark")));
    }

    public void add(String name, Detector detector) {
        watch.plug(Plug.of(detector, Map.of("component.name", name)));
    }

    @Override
    public void accept(TrafficWindow window) {
        watch.accept(window);
    }

    /** Returns when the listener has heard of everything up to now. */
    public void settle() {
        long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (watch.listeners().stream().anyMatch(one -> one.waiting() > 0)) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("events still wait: " + watch.listeners());
            }
            LockSupport.parkNanos(10_000);
        }
    }

    /** Returns when the listener has heard of everything. */
    @Override
    public void close() {
        settle();
        watch.listeners().stream()
                .filter(one -> one.failed() > 0 || one.dropped() > 0)
                .findAny()
                .ifPresent(one -> {
                    throw new IllegalStateException("events were lost: " + one);
                });
        watch.deactivate();
    }
}
