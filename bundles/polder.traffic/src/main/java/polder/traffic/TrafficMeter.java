// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;
import polder.api.flow.FlowTap;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.api.traffic.NetworkTraffic;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.Rates;
import polder.api.traffic.Traffic;
import polder.api.traffic.WindowTap;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** Counts hosts, networks and groups: takes the lanes' tables each beat and shows them to the window taps. */
@Component(
        service = {FlowTap.class, Traffic.class, OwnNetworks.class},
        configurationPid = "polder.traffic",
        name = "polder.traffic",
        immediate = true)
@Designate(ocd = TrafficMeter.Config.class)
public final class TrafficMeter implements FlowTap, Traffic, OwnNetworks {
    private static final Logger LOG = LoggerFactory.getLogger(TrafficMeter.class);
    /**
     * A lane hands over when it looks at what has come. Kernels give it packets by the block, so every so often even from a busy
     * source; what a slow one holds can wait for the next beat.
     */
    private static final long HAND_OVER = TimeUnit.MILLISECONDS.toNanos(25);

    private static final double REFRESH_LOCAL_SECONDS = 60;

    /** Keys of {@code etc/polder.traffic.cfg}. */
    @ObjectClassDefinition(name = "Polder traffic")
    @interface Config {
        String networks() default "";

        String local() default "off";

        String internal() default "off";

        String average() default "5s";

        String beat() default "100ms";

        int hosts_max() default 1_000_000;

        String forget() default "60s";

        String spread_max() default "30m";
    }

    private final List<LaneMeter> lanes = new CopyOnWriteArrayList<>();
    private final List<Group> groups = new CopyOnWriteArrayList<>();
    private final Taps taps = new Taps();
    private final Pulse pulse = new Pulse();

    private final Supplier<Instant> clock;
    private final GroupBook book = new GroupBook();
    private final StateFile state;
    private final Beat beat;
    private final HostTable table;
    private final Window window;
    private volatile TrafficSettings settings;
    private volatile Scheme scheme;
    private volatile boolean stale;
    private volatile boolean schemeChanged;
    private double sinceLocal;
    private double elapsed;
    private long flows;
    private long refusedBefore;

    @Activate
    public TrafficMeter(Config defaults, Map<String, Object> properties) {
        this(
                TrafficSettings.of(properties),
                Path.of(System.getProperty("karaf.data", System.getProperty("java.io.tmpdir")), "polder", "traffic"));
        if (scheme.countsEveryTarget()) {
            LOG.info(
                    "no networks are configured: every target seen is counted, at most {} hosts; polder:network-propose "
                            + "suggests what to write to networks in etc/polder.traffic.cfg",
                    settings.mostHosts());
        }
        beat.start();
    }

    TrafficMeter(TrafficSettings settings, Path folder) {
        this(settings, folder, Instant::now);
    }

    /** @param clock tells the time of windows, and by which schedules go */
    TrafficMeter(TrafficSettings settings, Path folder, Supplier<Instant> clock) {
        this.settings = settings;
        this.clock = clock;
        scheme = scheme();
        table = new HostTable(settings.mostHosts(), scheme);
        window = new Window(table);
        state = new StateFile(folder);
        StateFile.Counters kept = state.read(table);
        flows = kept.flows();
        refusedBefore = kept.refused();
        beat = new Beat(this::beat, settings.beat());
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = TrafficSettings.of(properties);
            beat.every(settings.beat());
            reconfigure();
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void stop() {
        beat.stop();
        synchronized (table) {
            table.begin(0.001, settings.average().toMillis() / 1e3);
            lanes.forEach(this::merge);
            table.end(Double.MAX_VALUE);
            state.write(table, new StateFile.Counters(flows, refusedBefore + table.refused()));
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addGroup(Group group) {
        groups.add(group);
        reconfigure();
    }

    void updatedGroup(Group group) {
        reconfigure();
    }

    void removeGroup(Group group) {
        groups.remove(group);
        reconfigure();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTap(WindowTap tap) {
        taps.add(tap);
    }

    void removeTap(WindowTap tap) {
        taps.remove(tap);
    }

    /** Taken up at the next beat, or when somebody asks: at the start many groups come one by one. */
    private void reconfigure() {
        stale = true;
    }

    private Scheme current() {
        if (stale) {
            synchronized (book) {
                if (stale) {
                    stale = false;
                    scheme = scheme();
                    schemeChanged = true;
                }
            }
        }
        return scheme;
    }

    private Scheme scheme() {
        TrafficSettings now = settings;
        Map<Prefix, String> origins = new TreeMap<>();
        if (now.local()) {
            LocalAddresses.all().forEach(prefix -> origins.put(prefix, "local"));
        }
        now.networks().forEach(prefix -> origins.put(prefix, "cfg"));
        List<HostGroup> effective =
                book.groups(groups.stream().map(Group::settings).toList(), clock.get());
        return new Scheme(origins, now.internal() != Mode.OFF, effective);
    }

    @Override
    public FlowTapLane open(int lane) {
        LaneMeter meter = new LaneMeter(() -> scheme, pulse, settings.mostHosts());
        lanes.add(meter);
        return meter;
    }

    /** What is wrong with groups; it is not told. */
    List<String> problems() {
        current();
        return book.problems();
    }

    // --- the beat ---

    void beat(double seconds) {
        beat(seconds, this::awaitLanes);
    }

    /** @param handOver returns when the lanes have handed over, or when that is not to be waited for any longer */
    void beat(double seconds, Runnable handOver) {
        synchronized (table) {
            refreshLocal(seconds);
            refreshGroups(clock.get());
            current();
            if (schemeChanged) {
                schemeChanged = false;
                table.adopt(scheme);
            }
            table.spreading().longest((int) settings.spreadMax().toMillis());
            table.begin(seconds, settings.average().toMillis() / 1e3);
            // an idle lane hands over too late; left alone it would stay a beat behind when its traffic begins
            lanes.forEach(this::merge);
            pulse.beat(due(seconds));
            handOver.run();
            lanes.forEach(this::merge);
            table.end(settings.forget().toMillis() / 1e3);
            Instant time = clock.get();
            window.at(time.getEpochSecond() * 1_000_000_000L + time.getNano());
            taps.show(window);
        }
    }

    /** The stripes of quiet hosts that have come due, whatever beats there were. */
    private long due(double seconds) {
        elapsed += seconds;
        long due = Math.round(elapsed * LaneTable.STRIPES) - pulse.stripes();
        return Math.max(0, due);
    }

    private void awaitLanes() {
        long deadline = System.nanoTime() + HAND_OVER;
        for (LaneMeter lane : lanes) {
            while (!lane.hasHanded() && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(500_000);
            }
        }
    }

    private void merge(LaneMeter lane) {
        Handed last = lane.takeLast();
        Handed taken = lane.take();
        if (taken != null) {
            flows += taken.flows;
            table.merge(taken);
            taken.clear();
            lane.giveBack(taken);
        }
        if (last != null) {
            flows += last.flows;
            table.merge(last);
            lanes.remove(lane);
        }
    }

    private void refreshLocal(double seconds) {
        sinceLocal += seconds;
        if (sinceLocal > REFRESH_LOCAL_SECONDS) {
            sinceLocal = 0;
            if (settings.local()) {
                reconfigure();
            }
        }
    }

    private void refreshGroups(Instant now) {
        if (book.hasTurned(now)) {
            reconfigure();
        }
        book.complaints(now).forEach(LOG::error);
    }

    // --- for those who ask ---

    @Override
    public List<HostTraffic> top(Metric metric, int most, @Nullable Boolean v4) {
        synchronized (table) {
            return Ranking.top(table, metric, most, v4).stream()
                    .map(row -> Answers.host(table, row))
                    .toList();
        }
    }

    @Override
    public Optional<HostTraffic> host(Address address) {
        synchronized (table) {
            int row = table.find(address);
            return row == RowIndex.NONE ? Optional.empty() : Optional.of(Answers.host(table, row));
        }
    }

    @Override
    public HostGroup groupOf(Address address) {
        return current().group(address);
    }

    @Override
    public Optional<NetworkTraffic> networkOf(Address address) {
        synchronized (table) {
            int network = table.scheme().network(address.high(), address.low());
            return network < 0 ? Optional.empty() : Optional.of(Answers.network(table, network));
        }
    }

    @Override
    public List<HostGroup> groups() {
        return current().groups();
    }

    @Override
    public Rates groupRates(String group) {
        synchronized (table) {
            int slot = table.groups.keys().indexOf(group);
            return slot < 0 ? Rates.NONE : table.groups.rates(slot, table.windowSeconds());
        }
    }

    @Override
    public PrefixTable table() {
        return scheme.networks();
    }

    @Override
    public Mode internal() {
        return settings.internal();
    }

    @Override
    public List<NetworkTraffic> networks() {
        synchronized (table) {
            List<NetworkTraffic> all = new ArrayList<>();
            for (int i = 0; i < table.networks.keys().size(); i++) {
                all.add(Answers.network(table, i));
            }
            return all;
        }
    }

    @Override
    public List<NetworkTraffic> propose() {
        synchronized (table) {
            return Proposal.of(table);
        }
    }

    @Override
    public Map<Direction, Rates> totals() {
        synchronized (table) {
            return Answers.totals(table);
        }
    }

    @Override
    public Map<String, Long> counters() {
        synchronized (table) {
            Map<String, Long> counters = new LinkedHashMap<>();
            counters.put("flows", flows);
            counters.put("hosts", (long) table.hosts());
            counters.put("hosts.active", (long) table.active().size());
            counters.put("hosts.max", (long) settings.mostHosts());
            counters.put("hosts.refused", refusedBefore + table.refused());
            counters.put("peers", (long) table.peers().size());
            counters.put("peers.refused", table.peers().refused());
            counters.put("spread.changes", (long) table.spreading().size());
            counters.put("spread.changes.max", (long) Spread.MOST_CHANGES);
            counters.put("spread.refused", table.notSpread());
            return counters;
        }
    }
}
