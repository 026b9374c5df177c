// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import polder.api.config.SettingsException;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.Counting;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.WindowTap;

/** The counting once more, with one lane: its beats come when they are asked for, and there is nothing on disk. */
final class PrivateCounting implements Counting {
    private static final Path NOWHERE = Path.of("/nonexistent/polder");

    private final AtomicReference<Instant> time;
    private final TrafficMeter meter;
    private final FlowTapLane lane;
    private final FlowBatch nothing = new FlowBatch(1, flows -> {});

    private PrivateCounting(AtomicReference<Instant> time, TrafficMeter meter) {
        this.time = time;
        this.meter = meter;
        lane = meter.open(0);
    }

    /**
     * @param groups as they are
     * @throws SettingsException when something of the other is wrong that was not wrong before
     */
    static PrivateCounting of(TrafficSettings settings, Collection<GroupSettings> groups, Other other, WindowTap tap) {
        Map<String, GroupSettings> all = new TreeMap<>();
        groups.forEach(group -> all.put(group.name(), group));
        List<String> known = meter(settings, all, Instant::now).problems();
        other.groups().forEach((name, properties) -> all.put(name, settings(name, properties)));
        AtomicReference<Instant> time = new AtomicReference<>(Instant.now());
        TrafficMeter meter = meter(settings.with(other), all, time::get);
        for (String problem : meter.problems()) {
            if (!known.contains(problem)) {
                throw new SettingsException(problem);
            }
        }
        meter.addTap(tap);
        return new PrivateCounting(time, meter);
    }

    private static TrafficMeter meter(
            TrafficSettings settings, Map<String, GroupSettings> groups, Supplier<Instant> time) {
        TrafficMeter meter = new TrafficMeter(settings, NOWHERE, time);
        groups.values().forEach(group -> meter.addGroup(new Group(group)));
        return meter;
    }

    private static GroupSettings settings(String name, Map<String, String> properties) {
        Map<String, Object> read = new HashMap<>(properties);
        read.put("service.pid", "polder.traffic.group~" + name);
        return GroupSettings.of(read);
    }

    @Override
    public OwnNetworks networks() {
        return meter;
    }

    @Override
    public void count(FlowBatch flows) {
        lane.accept(flows);
    }

    @Override
    public void beat(long epochNanos, double seconds) {
        time.set(Instant.ofEpochSecond(0, epochNanos));
        meter.beat(seconds, () -> lane.accept(nothing));
    }

    @Override
    public Map<String, Long> counters() {
        return meter.counters();
    }
}
