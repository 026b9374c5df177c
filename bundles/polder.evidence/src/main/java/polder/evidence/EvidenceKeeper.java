// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.AttackListener;
import polder.api.config.SettingsException;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;
import polder.api.flow.FlowTap;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.Mode;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.Traffic;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** Has every lane keep what comes, takes what is of an attack when one starts, and writes it to disk. */
@Component(
        name = "polder.evidence",
        configurationPid = "polder.evidence",
        configurationPolicy = ConfigurationPolicy.OPTIONAL,
        immediate = true,
        service = {FlowTap.class, AttackListener.class, Evidence.class})
public final class EvidenceKeeper implements FlowTap, AttackListener, Evidence {
    private static final Logger LOG = LoggerFactory.getLogger("polder.evidence");
    /** So many attacks are collected at a time; of some more there is what was there at their detection. */
    private static final int MOST_AT_ONCE = 64;

    /** Of so many at most: going through the rings for each of thousands would take all there is of the processor. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** So many targets are known to be under attack; the table of them is made anew with each. */
    private static final int MOST_ATTACKED = 256;

    /** So many rows are held for all of them. */
    private static final int MOST_ROWS = 200_000;

    private static final int LEAST = 500;

    /** {@code etc/polder.evidence.cfg}. */
    @interface Config {
        String memory() default "16mb";

        String frame_bytes() default "128";

        String before() default "10s";

        String after() default "10s";

        String tops() default "10";

        String samples() default "50";

        String keep_size() default "1gb";

        String keep_age() default "30d";

        String asn_database() default "";

        String country_database() default "";
    }

    private final List<LaneRecorder> lanes = new CopyOnWriteArrayList<>();
    private final Archive archive;
    private final ScheduledThreadPoolExecutor clock;
    private final VectorBook book;
    private volatile Settings settings;
    private volatile Places places;
    /** The attacks that are being collected. Guarded by itself. */
    private final Map<UUID, Collection> open = new LinkedHashMap<>();
    /** When the rings were last gone through. Guarded by what is open. */
    private long searched = System.nanoTime();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable OwnNetworks own;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Traffic traffic;

    /** What is under attack. Guarded by what is open. */
    private final Map<UUID, Prefix> attacked = new HashMap<>();

    @Activate
    public EvidenceKeeper(Config config, Map<String, Object> properties, @Reference VectorBook book) {
        this(Settings.of(properties), folder(), book);
    }

    EvidenceKeeper(Settings settings, Path folder, VectorBook book) {
        this.book = book;
        this.settings = settings;
        places = Databases.open(settings);
        archive = new Archive(folder);
        clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "polder-evidence-0");
            thread.setDaemon(true);
            return thread;
        });
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        clock.execute(() -> WarmUp.run(settings, book.vectors(), clock::isShutdown));
        Future<?> unused = clock.scheduleWithFixedDelay(this::forget, 0, 1, TimeUnit.HOURS);
    }

    private static Path folder() {
        String data = System.getProperty("karaf.data", System.getProperty("java.io.tmpdir", "/tmp"));
        return Path.of(data, "polder", "evidence");
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            Settings changed = Settings.of(properties);
            places = Databases.open(changed);
            settings = changed;
            clock.execute(this::forget);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        List<Collection> left;
        synchronized (open) {
            left = List.copyOf(open.values());
        }
        left.forEach(this::finish);
        clock.shutdown();
        try {
            if (!clock.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("evidence is still being written after 5s; it may be incomplete");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget() {
        archive.forget(settings, Instant.now());
    }

    @Override
    public FlowTapLane open(int number) {
        LaneRecorder lane = new LaneRecorder(() -> settings, this::ours, lanes::remove);
        synchronized (open) {
            lanes.add(lane);
            watch();
        }
        return lane;
    }

    @Override
    public void onAttack(AttackEvent event) {
        if (event.phase() == Phase.STARTED) {
            Optional<AttackEvidence> unused = of(event.attack());
        }
        synchronized (open) {
            Attack attack = event.attack();
            boolean over = event.phase() == Phase.ENDED || event.phase() == Phase.PASSED;
            Prefix known = attack.target();
            if (over) {
                known = attacked.remove(attack.id());
            } else if (attacked.size() < MOST_ATTACKED) {
                known = attacked.put(attack.id(), attack.target());
            }
            if (over == (known != null)) {
                watch();
            }
        }
    }

    @Override
    public Optional<AttackEvidence> of(Attack attack) {
        Optional<AttackEvidence> kept = find(attack.id());
        return kept.isPresent() || attack.state() == Attack.State.ENDED
                ? kept
                : collection(attack).flatMap(one -> some(one.evidence()));
    }

    private static Optional<AttackEvidence> some(AttackEvidence evidence) {
        return evidence.kept() == 0 ? Optional.empty() : Optional.of(evidence);
    }

    /** That of an attack; nothing when there are too many. */
    private Optional<Collection> collection(Attack attack) {
        synchronized (open) {
            Collection known = open.get(attack.id());
            if (known != null) {
                return Optional.of(known);
            }
            boolean isOne = open.size() < MOST_AT_ONCE;
            if (!isOne && System.nanoTime() - searched < PAUSE_NANOS) {
                return Optional.empty();
            }
            searched = System.nanoTime();
            Lookups lookups = new Lookups(places, book.vectors(), table(), this::group);
            Collection fresh = new Collection(attack, settings, lookups, lanes, room());
            clock.execute(() -> write(fresh));
            if (isOne) {
                open.put(attack.id(), fresh);
                watch();
                Future<?> unused =
                        clock.schedule(() -> finish(fresh), settings.after().toMillis(), TimeUnit.MILLISECONDS);
            }
            return Optional.of(fresh);
        }
    }

    /** For how many rows of one more attack there is room. */
    private int room() {
        return Math.max(LEAST, Math.min(Collection.MOST, MOST_ROWS / (2 * (open.size() + 1))));
    }

    /** Our networks when traffic within them is of no attack. */
    private @Nullable PrefixTable table() {
        OwnNetworks known = own;
        return known == null || known.internal() != Mode.OFF ? null : known.table();
    }

    /** Our networks; null when they are not known, or none is. */
    private @Nullable PrefixTable ours() {
        OwnNetworks known = own;
        PrefixTable table = known == null ? null : known.table();
        return table == null || table.prefixes().isEmpty() ? null : table;
    }

    private String group(Address host) {
        Traffic known = traffic;
        return known == null ? "" : known.groupOf(host).name();
    }

    private void finish(Collection collection) {
        int most;
        synchronized (open) {
            most = room();
        }
        collection.finish(most);
        write(collection);
        synchronized (open) {
            open.remove(collection.attack.id());
            watch();
        }
    }

    private void write(Collection collection) {
        AttackEvidence evidence = collection.evidence();
        if (evidence.kept() > 0) {
            archive.write(evidence, collection.frames());
            forget();
        }
    }

    /** Tells every lane what is under attack. Under the lock of what is open. */
    private void watch() {
        List<Prefix> targets =
                open.values().stream().map(one -> one.attack.target()).toList();
        PrefixTable table = targets.isEmpty() ? null : new PrefixTable(targets);
        PrefixTable besides = attacked.isEmpty() ? null : new PrefixTable(attacked.values());
        for (LaneRecorder lane : lanes) {
            lane.besides(besides);
            Watch before = lane.watch();
            lane.watch(
                    table == null
                            ? null
                            : before == null ? Watch.of(table, settings, System.nanoTime()) : before.with(table));
        }
    }

    @Override
    public Optional<AttackEvidence> find(UUID attack) {
        Collection collecting;
        synchronized (open) {
            collecting = open.get(attack);
        }
        return collecting == null ? archive.find(attack) : some(collecting.evidence());
    }

    @Override
    public List<UUID> attacks() {
        List<UUID> all = new ArrayList<>();
        List<Collection> collecting;
        synchronized (open) {
            collecting = List.copyOf(open.values());
        }
        collecting.stream().filter(one -> one.evidence().kept() > 0).forEach(one -> all.add(0, one.attack.id()));
        archive.attacks().stream().filter(one -> !all.contains(one)).forEach(all::add);
        return all;
    }

    @Override
    public Optional<Path> frames(UUID attack) {
        return archive.frames(attack);
    }
}
