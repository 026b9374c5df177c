// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks;
import polder.api.capture.Lanes;
import polder.api.config.SettingsException;
import polder.api.evidence.Evidence;
import polder.api.flow.Exporters;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.MitigationListener;
import polder.api.mitigation.Mitigations;
import polder.api.mitigation.Proposal;
import polder.api.mitigation.Speaker;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.Traffic;

/** Wires the {@link Desk} to attacks, policies, speakers, the disk and time. */
@Component(
        name = "polder.mitigation",
        configurationPid = "polder.mitigation",
        configurationPolicy = ConfigurationPolicy.OPTIONAL,
        immediate = true,
        service = {AttackListener.class, Mitigations.class})
public final class Mitigator implements AttackListener, Mitigations {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");

    /** {@code etc/polder.mitigation.cfg}. */
    @interface Config {
        String blackhole_v4() default "24-32";

        String blackhole_v6() default "48-128";

        String flowspec_v4() default "24-32";

        String flowspec_v6() default "48-128";

        String never() default "";

        String never_narrow() default "off";

        String blackholes_max() default "50";

        String flowspec_max() default "100";

        String share_max() default "10";

        String rate() default "60/1m";

        String loss_max() default "20";

        String hold_max() default "1d";

        String keep_over() default "1000";

        String flowspec_coverage() default "90";

        String flowspec_collateral() default "5";
    }

    private final Clock clock;
    private final MitigationFile file;
    private final Teller teller = new Teller();
    private final Speakers speakers = new Speakers();
    private final Surroundings around;
    private final Desk desk;
    private final Ticker ticker;

    @Activate
    public Mitigator(Config config, Map<String, Object> properties) {
        this(GuardSettings.of(properties), folder(), Clock.systemUTC(), System::nanoTime);
        ticker.start();
    }

    Mitigator(GuardSettings settings, Path folder, Clock clock, LongSupplier nanos) {
        this.clock = clock;
        file = new MitigationFile(folder, nanos);
        around = new Surroundings(clock, nanos, settings.proposals());
        desk = new Desk(new Ledger(file, this::changed), file, around, settings);
        Kept.load(file, desk);
        ticker = new Ticker(this::tick);
        teller.start();
    }

    private static Path folder() {
        String data = System.getProperty("karaf.data", System.getProperty("java.io.tmpdir", "/tmp"));
        return Path.of(data, "polder", "mitigation");
    }

    private void changed(Mitigation mitigation) {
        Audit.changed(mitigation);
        teller.tell(mitigation);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            GuardSettings settings = GuardSettings.of(properties);
            desk.use(settings);
            around.changed(settings);
            settle();
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        ticker.close();
        teller.close();
        file.close();
    }

    /** Some times a second. */
    void tick() {
        Instant now = clock.instant();
        around.look();
        desk.climbing(around.isReady());
        Optional<List<Attack>> attacks = around.attacks();
        attacks.ifPresent(all -> desk.seeAll(all, now));
        desk.tick(now);
        if (around.wasReady()) {
            desk.heard(speakers.verdicts(), now);
        }
        settle();
    }

    /** What has changed is on the disk first, then with the speakers. */
    private void settle() {
        file.flush();
        if (around.wasReady()) {
            speakers.tell(() -> desk.wanted(clock.instant()));
        }
    }

    private Mitigation decide(Supplier<Mitigation> decision) {
        try {
            return decision.get();
        } finally {
            settle();
        }
    }

    @Override
    public void onAttack(AttackEvent event) {
        desk.see(around.now(event.attack()), clock.instant());
        settle();
    }

    @Override
    public List<Mitigation> active() {
        return desk.active();
    }

    @Override
    public List<Mitigation> over() {
        return desk.over();
    }

    @Override
    public Optional<Mitigation> find(UUID id) {
        return desk.find(id);
    }

    @Override
    public Mitigation approve(UUID id, String who) {
        return decide(() -> desk.approve(id, who, clock.instant()));
    }

    @Override
    public Mitigation reject(UUID id, String who, String why) {
        return decide(() -> desk.reject(id, who, why, clock.instant()));
    }

    @Override
    public Mitigation withdraw(UUID id, String who, String why) {
        return decide(() -> desk.withdraw(id, who, why, clock.instant()));
    }

    @Override
    public Mitigation announce(Announcement what, Duration time, String who, String why) {
        return decide(() -> desk.announce(what, time, who, why, clock.instant()));
    }

    @Override
    public void took(UUID id, String who, String failure) {
        desk.took(id, who, failure, clock.instant());
        settle();
    }

    @Override
    public void stop(String who, String why) {
        desk.stop(who, why, clock.instant());
        settle();
        Audit.decided("everything is stopped", who, why);
    }

    @Override
    public void resume(String who) {
        desk.resume();
        settle();
        Audit.decided("what was stopped goes on", who, "");
    }

    @Override
    public String stopped() {
        return desk.stopped();
    }

    @Override
    public Proposal propose(Attack attack) {
        return around.propose(attack);
    }

    @Override
    public List<Refusal> refusals() {
        return desk.refusals();
    }

    @Override
    public List<Daemon> daemons() {
        return speakers.daemons();
    }

    @Reference(service = Speaker.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSpeaker(Speaker speaker) {
        speakers.add(speaker);
    }

    void removeSpeaker(Speaker speaker) {
        speakers.remove(speaker);
    }

    @Reference(
            service = MitigationListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addListener(MitigationListener listener) {
        teller.add(listener);
    }

    void removeListener(MitigationListener listener) {
        teller.remove(listener);
    }

    @Reference(
            service = PolicyFile.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPolicy(PolicyFile policy) {
        addPolicySource(policy, policy::policy);
    }

    void addPolicySource(Object key, Supplier<Policy> source) {
        around.addPolicy(key, source);
    }

    void removePolicy(PolicyFile policy) {
        around.removePolicy(policy);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setAttacks(Attacks attacks) {
        around.attacks.set(attacks);
    }

    void unsetAttacks(Attacks attacks) {
        around.attacks.compareAndSet(attacks, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setOwn(OwnNetworks own) {
        around.own.set(own);
    }

    void unsetOwn(OwnNetworks own) {
        around.own.compareAndSet(own, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setTraffic(Traffic traffic) {
        around.traffic.set(traffic);
    }

    void unsetTraffic(Traffic traffic) {
        around.traffic.compareAndSet(traffic, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setEvidence(Evidence evidence) {
        around.evidence.set(evidence);
    }

    void unsetEvidence(Evidence evidence) {
        around.evidence.compareAndSet(evidence, null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setLanes(Lanes lanes) {
        around.lanes.set(lanes);
    }

    void unsetLanes(Lanes lanes) {
        around.lanes.compareAndSet(lanes, null);
    }

    @Reference(service = Exporters.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addExporters(Exporters exporters) {
        around.exporters.add(exporters);
    }

    void removeExporters(Exporters exporters) {
        around.exporters.remove(exporters);
    }
}
