// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.HostGroup;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.WindowTap;
import polder.wire.Address;

/**
 * The counting of the appliance with one lane, driven in virtual time: a beat is as long as it is told to be. The only class that
 * knows how to do that; used by one thread.
 */
public final class VirtualTraffic {
    private final TrafficMeter meter;
    private final FlowTapLane lane;
    private final FlowBatch nothing = new FlowBatch(1, flows -> {});

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
        lane = meter.open(0);
    }

    public void accept(FlowBatch flows) {
        lane.accept(flows);
    }

    /** Ends a beat. */
    public void beat(double seconds) {
        meter.beat(seconds, () -> lane.accept(nothing));
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
}
