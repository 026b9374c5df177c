// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks.ListenerStatus;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;

/** An {@link AttackWatch} in a folder of its own, on a clock that goes when told. */
final class Stage implements AutoCloseable {
    static final Map<String, Object> EAR = Map.of("component.name", "ear");
    static final Map<String, Object> THRESHOLD = Map.of("component.name", "threshold");
    static final AttackSettings SETTINGS = AttackSettings.of(Map.of());

    /** What the listener {@code ear} has heard. */
    final List<AttackEvent> heard = new CopyOnWriteArrayList<>();

    final AttackListener ear = heard::add;
    Path folder;
    AttackSettings settings = SETTINGS;
    AttackWatch watch;
    Instant now = Instant.parse("2026-03-01T12:00:00Z");

    Stage() {
        try {
            folder = Files.createTempDirectory("polder-attack");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        start();
    }

    void start() {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        watch = new AttackWatch(null, settings, folder, clock, () -> now.toEpochMilli() * 1_000_000);
        watch.plug(Plug.of(FakeWindow.DETECTOR, THRESHOLD));
        watch.tell(Plug.of(ear, EAR));
    }

    /** Ends in order, as an update of the bundle does, and starts again after some time. */
    void restart(Duration pause) {
        settle();
        watch.deactivate();
        now = now.plus(pause);
        start();
    }

    /** Starts again from what lies on the disk at this moment. */
    void crash(Duration pause) throws IOException {
        Path copy = Files.createTempDirectory("polder-attack");
        Files.copy(folder.resolve("attacks.journal"), copy.resolve("attacks.journal"));
        watch.deactivate();
        heard.clear();
        folder = copy;
        now = now.plus(pause);
        start();
    }

    void listen(AttackListener listener, Map<String, Object> properties) {
        watch.tell(Plug.of(listener, properties));
    }

    FakeWindow window() {
        now = now.plusMillis(200);
        return new FakeWindow(now);
    }

    /** One beat in which a host of a group has a rate of incoming packets. */
    void beat(String host, long rate, HostGroup group) {
        watch.accept(window().with(host, Metric.IN_PACKETS, rate, group));
    }

    void beat(String host, long rate) {
        beat(host, rate, FakeWindow.WEB);
    }

    /** Beats without any traffic. */
    void quiet(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            watch.accept(window());
        }
    }

    void busy(String host, long rate, HostGroup group, Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            beat(host, rate, group);
        }
    }

    String journal() {
        try {
            Path file = folder.resolve("attacks.journal");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the listener {@code ear} has heard of these phases, all in all. */
    void hears(AttackEvent.Phase... phases) {
        await(() -> heard.size() >= phases.length);
        settle();
        assertThat(heard).extracting(AttackEvent::phase).containsExactlyElementsOf(Arrays.asList(phases));
    }

    /** Waits until all that has happened is written and told to those who listen. */
    void settle() {
        await(() -> status("journal").waiting() == 0);
        await(() -> watch.listeners().stream().allMatch(one -> one.waiting() == 0));
        await(() -> status("journal").waiting() == 0); // how they took it
    }

    ListenerStatus status(String name) {
        return watch.listeners().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among " + watch.listeners()));
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        watch.deactivate();
    }
}
