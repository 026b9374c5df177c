// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowExport;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Traffic;

/** What one configuration has: a ring for each lane, and the thread that empties them into Kafka. */
final class Outlet {
    private static final int AT_ONCE = 1024;
    private static final long IDLE = Duration.ofMillis(5).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** How long lanes are given to leave, and the client to send what it has. */
    private static final Duration LAST = Duration.ofSeconds(2);

    private final List<LaneRing> rings = new CopyOnWriteArrayList<>();
    private final FlowKeys keys;
    private final Supplier<@Nullable Traffic> traffic;
    private final FlowSink sink;
    private final KeptFlow reader;
    private final Losses losses;
    private final Thread thread;
    private List<HostGroup> groups = List.of();
    private volatile @Nullable Choice choice;
    private volatile boolean stopping;
    /** Of rings that are gone. Guarded by this. */
    private long taken;

    private long dropped;

    /** @param traffic knows the groups; may be away */
    Outlet(FlowKeys keys, Supplier<@Nullable Traffic> traffic) {
        this.keys = keys;
        this.traffic = traffic;
        sink = new FlowSink(keys);
        reader = new KeptFlow(keys.details());
        losses = new Losses(keys);
        if (!keys.networks().isEmpty() || !keys.groups().isEmpty()) {
            choice = new Choice(keys.networks(), keys.groups(), groups);
        }
        thread = new Thread(this::run, "polder-kafka-" + keys.instance() + "-0");
        thread.setDaemon(true);
        thread.start();
    }

    FlowKeys keys() {
        return keys;
    }

    /** Which flows are taken, or null for all. */
    @Nullable
    Choice choice() {
        return choice;
    }

    /** A ring for a lane. */
    LaneRing ring() {
        LaneRing ring = new LaneRing(keys.rows(), keys.details());
        rings.add(ring);
        return ring;
    }

    private void run() {
        long looked = System.nanoTime() - SECOND;
        long last = 0;
        while (!Thread.currentThread().isInterrupted()) {
            long now = System.nanoTime();
            if (stopping && last == 0) {
                last = now + LAST.toNanos();
            }
            if (last != 0 && (rings.isEmpty() || now - last >= 0)) {
                break;
            }
            if (now - looked >= SECOND) {
                looked = now;
                look(now);
            }
            if (!sink.isReady(now) || drain() == 0) {
                sink.tick(now);
                LockSupport.parkNanos(IDLE);
            }
        }
        rings.forEach(ring -> sink.lose(ring.waiting()));
        sink.close(LAST);
        losses.last(status());
    }

    private int drain() {
        int moved = 0;
        for (LaneRing ring : rings) {
            int count = Math.min(AT_ONCE, ring.waiting());
            for (int i = 0; i < count; i++) {
                sink.add(ring.read(i, reader));
            }
            ring.release(count);
            moved += count;
            if (ring.isOver()) {
                retire(ring);
            }
        }
        return moved;
    }

    private synchronized void retire(LaneRing ring) {
        taken += ring.taken();
        dropped += ring.dropped();
        rings.remove(ring);
    }

    private void look(long now) {
        if (losses.look(status(), sink.isStuck(), now)) {
            sink.renew();
        }
        Traffic known = keys.groups().isEmpty() ? null : traffic.get();
        if (known != null && !groups.equals(known.groups())) {
            groups = known.groups();
            choice = new Choice(keys.networks(), keys.groups(), groups);
            losses.unknown(groups);
        }
    }

    /** How it goes. Any thread. */
    synchronized FlowExport status() {
        long put = taken;
        long full = dropped;
        for (LaneRing ring : rings) {
            put += ring.taken();
            full += ring.dropped();
        }
        Throwable failure = sink.failure();
        return new FlowExport(
                keys.name(),
                "topic " + keys.topic() + " at " + String.join(", ", keys.link().brokers()),
                put,
                sink.sent(),
                sink.lost(),
                full,
                failure == null || losses.isOver() ? "" : Producers.reason(failure));
    }

    /** Sends what is there and ends, in some seconds at most. */
    void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(3 * LAST.toMillis());
            thread.interrupt();
            thread.join(LAST.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
