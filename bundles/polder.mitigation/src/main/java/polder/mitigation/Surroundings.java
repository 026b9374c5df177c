// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.Attacks;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.evidence.Evidence;
import polder.api.flow.Exporter;
import polder.api.flow.Exporters;
import polder.api.mitigation.Proposal;
import polder.api.traffic.HostGroup;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.Traffic;
import polder.wire.PrefixTable;

/**
 * The services around the desk, which come and go. What must not be undone because one is being replaced, or has not come yet after a
 * start, waits for it: up to a minute.
 */
final class Surroundings implements Around {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");
    private static final long PATIENCE = Duration.ofSeconds(60).toNanos();
    /** How long after a start our own networks may be none, as they are being read. */
    private static final long EMPTY_PATIENCE = Duration.ofSeconds(5).toNanos();
    /** Files of policies are read one by one: until they have come to rest a group may seem to have another one. */
    private static final long REST = Duration.ofSeconds(2).toNanos();

    private static final PrefixTable NO_NETWORKS = new PrefixTable(List.of());

    final AtomicReference<@Nullable Attacks> attacks = new AtomicReference<>();
    final AtomicReference<@Nullable OwnNetworks> own = new AtomicReference<>();
    final AtomicReference<@Nullable Traffic> traffic = new AtomicReference<>();
    final AtomicReference<@Nullable Evidence> evidence = new AtomicReference<>();
    final AtomicReference<@Nullable Lanes> lanes = new AtomicReference<>();
    final Set<Exporters> exporters = new CopyOnWriteArraySet<>();

    private final Map<Object, Supplier<Policy>> files = new LinkedHashMap<>();
    private volatile Proposals proposals;
    private final Loss loss = new Loss();
    private final Clock clock;
    private final LongSupplier nanos;
    private final long started;
    private volatile List<Policy> policies = List.of();
    private volatile @Nullable PrefixTable lastOwn;
    private volatile boolean ready;
    private volatile long changed;
    private volatile long attacksSeen;

    Surroundings(Clock clock, LongSupplier nanos, Proposals proposals) {
        this.proposals = proposals;
        this.clock = clock;
        this.nanos = nanos;
        started = nanos.getAsLong();
        changed = started;
        attacksSeen = started;
    }

    void addPolicy(Object key, Supplier<Policy> file) {
        synchronized (files) {
            files.put(key, file);
        }
    }

    void removePolicy(Object key) {
        synchronized (files) {
            files.remove(key);
        }
    }

    /** The guard's settings have changed: others may follow. */
    void changed(GuardSettings settings) {
        proposals = settings.proposals();
        changed = nanos.getAsLong();
    }

    /** Looks at everything anew; by one thread. */
    void look() {
        long now = nanos.getAsLong();
        List<Policy> current;
        synchronized (files) {
            current = files.values().stream().map(Supplier::get).toList();
        }
        if (!current.equals(policies)) {
            policies = current;
            changed = now;
        }
        OwnNetworks networks = own.get();
        if (networks != null) {
            lastOwn = networks.table();
        }
        if (attacks.get() != null) {
            attacksSeen = now;
        }
        if (loss.isDue(now)) {
            loss.sample(now, lanes(), exporters());
        }
        if (!ready && now - changed >= REST && (isThere(now) || now - started >= PATIENCE)) {
            ready = true;
        }
    }

    private boolean isThere(long now) {
        PrefixTable table = lastOwn;
        return attacks.get() != null
                && !policies.isEmpty()
                && table != null
                && (!table.prefixes().isEmpty() || now - started >= EMPTY_PATIENCE);
    }

    private List<LaneStatus> lanes() {
        Lanes known = lanes.get();
        return known == null ? List.of() : known.lanes();
    }

    private List<Exporter> exporters() {
        List<Exporter> all = new ArrayList<>();
        exporters.forEach(one -> all.addAll(one.exporters()));
        return all;
    }

    /** Whether decisions stand on all there is to know. */
    boolean isReady() {
        return ready && nanos.getAsLong() - changed >= REST;
    }

    /** Whether it was so once since the start; before, speakers are not told anything. */
    boolean wasReady() {
        return ready;
    }

    /** All attacks there are; empty while nobody knows. */
    Optional<List<Attack>> attacks() {
        Attacks known = attacks.get();
        if (known != null) {
            return Optional.of(known.active());
        }
        return nanos.getAsLong() - attacksSeen < PATIENCE ? Optional.empty() : Optional.of(List.of());
    }

    /** How an attack stands by now. */
    Attack now(Attack attack) {
        Attacks known = attacks.get();
        return known == null ? attack : known.find(attack.id()).orElse(attack);
    }

    @Override
    public @Nullable PrefixTable own() {
        PrefixTable known = lastOwn;
        return known == null && ready ? NO_NETWORKS : known;
    }

    @Override
    public String why(UUID attack) {
        Attacks known = attacks.get();
        return known == null ? "" : known.find(attack).map(Attack::why).orElse("");
    }

    @Override
    public Optional<HostGroup> group(String name) {
        Traffic known = traffic.get();
        return known == null
                ? Optional.empty()
                : known.groups().stream()
                        .filter(group -> group.name().equals(name))
                        .findFirst();
    }

    @Override
    public @Nullable Policy policy(String group) {
        return Policy.of(group, policies);
    }

    @Override
    public Proposal propose(Attack attack) {
        Evidence known = evidence.get();
        return known == null
                ? new Proposal(List.of(), 0, Double.NaN, "polder.evidence is not running")
                : known.of(attack)
                        .map(proposals::propose)
                        .orElseGet(() -> new Proposal(List.of(), 0, Double.NaN, "nothing is known of its traffic"));
    }

    @Override
    public double loss() {
        return loss.percent();
    }

    @Override
    public void passedOver(Attack attack, String words) {
        LOG.info("attack on {}: {}", attack.target(), words);
        Attacks known = attacks.get();
        if (known != null) {
            AttackEvent.Action action = AttackEvent.Action.KEEP;
            known.took(new AttackEvent(AttackEvent.Phase.ONGOING, action, attack, clock.instant()), Desk.POLICY, words);
        }
    }
}
