// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import polder.api.flow.FlowBatch;
import polder.api.traffic.HostGroup;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.WindowTap;
import polder.wire.Address;

/**
 * The counting of the appliance with one lane, driven in virtual time: a beat is as long as it is told to be. The only class that
 * knows how to do that; used by one thread.
 */
public final class VirtualTraffic implements AutoCloseable {
    private static final long PAUSE = 20_000;

    private final TrafficMeter meter;
    private final LaneMeter lane;
    private final AtomicLong epoch;
    private final FlowBatch heartbeat = new FlowBatch(1, flows -> {});
    private final Thread heart = new Thread(this::beatAlong, "polder-heart-0");
    private volatile boolean stopped;
    private boolean beating;

    /**
     * Counts from nothing.
     *
     * @param properties of {@code polder.traffic.cfg}
     * @param groups of each {@code polder.traffic.group-NAME.cfg}, the instance in {@code service.pid}
     */
    public VirtualTraffic(Map<String, Object> properties, List<Map<String, Object>> groups, WindowTap tap) {
        meter = new TrafficMeter(TrafficSettings.of(properties), Path.of("/nonexistent"));
        groups.forEach(group -> meter.addGroup(new Group(group)));
        meter.addTap(tap);
        lane = (LaneMeter) meter.open(0);
        epoch = epoch(meter);
        heart.setDaemon(true);
        heart.start();
    }

    public void accept(FlowBatch flows) {
        lane.accept(flows);
    }

    private static AtomicLong epoch(TrafficMeter of) {
        try {
            Field field = TrafficMeter.class.getDeclaredField("epoch");
            field.setAccessible(true);
            return (AtomicLong) field.get(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the counting has no epoch", e);
        }
    }

    /**
     * Ends a beat. The lane hands over what it has counted before it begins: handed over in time, as it is in earnest, it would
     * be a beat late whenever this machine is. Meanwhile a thread of its own gives the heartbeat that is waited for.
     */
    public void beat(double seconds) {
        epoch.incrementAndGet();
        lane.accept(heartbeat);
        heart(true);
        try {
            meter.beat(seconds);
        } finally {
            heart(false);
        }
        // when it waited in vain, the next flows would make the lane hand over before their beat ends
        lane.accept(heartbeat);
        LaneTable late = lane.take();
        if (late != null) {
            if (late.flows != 0) {
                throw new IllegalStateException(late.flows + " flows were handed over too late");
            }
            late.clear();
            lane.giveBack(late);
        }
    }

    private void heart(boolean on) {
        synchronized (heart) {
            beating = on;
        }
        if (on) {
            LockSupport.unpark(heart);
        }
    }

    private void beatAlong() {
        while (!stopped) {
            boolean beats;
            synchronized (heart) {
                beats = beating;
                if (beats) {
                    lane.accept(heartbeat);
                }
            }
            LockSupport.parkNanos(this, beats ? PAUSE : 50 * PAUSE);
        }
    }

    public OwnNetworks own() {
        return meter;
    }

    public HostGroup groupOf(Address host) {
        return meter.groupOf(host);
    }

    public Map<String, Long> counters() {
        return meter.counters();
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(heart);
    }
}
