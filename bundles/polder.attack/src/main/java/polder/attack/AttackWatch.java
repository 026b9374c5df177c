// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
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
import polder.api.attack.Detector;
import polder.api.attack.Judging;
import polder.api.attack.Maintenance;
import polder.api.attack.Step;
import polder.api.attack.Veto;
import polder.api.config.SettingsException;
import polder.api.replay.Simulations;
import polder.api.traffic.Mode;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.Traffic;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.WindowTap;
import polder.wire.Address;
import polder.wire.Prefix;

/** Asks the detectors every window and keeps the attacks; wires {@link AttackBook}, {@link Scribe} and {@link Heralds}. */
@Component(
        name = "polder.attack",
        configurationPid = "polder.attack",
        configurationPolicy = ConfigurationPolicy.OPTIONAL,
        immediate = true,
        service = {WindowTap.class, Attacks.class, Maintenance.class, Judging.Factory.class})
public final class AttackWatch implements WindowTap, Attacks, Maintenance, Judging.Factory {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");
    /** How long this bundle's end waits for the disk, and for listeners to finish what they are being told. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** {@code etc/polder.attack.cfg}. */
    @interface Config {
        String update_every() default "10s";

        String peak_step() default "1.2";

        String keep_ended() default "1000";

        String queue() default "10000";

        String release() default "finished";

        String backoff_within() default "10m";

        String backoff_factor() default "2";

        String repeat_within() default "1d";

        String repeat_factors() default "1";

        String ban_time_max() default "1d";

        String bans_max() default "1000";
    }

    private final @Nullable BundleContext context;
    private final Clock clock;
    private final Evidence evidence = new Evidence();
    private final Chronicle chronicle = new Chronicle();
    private final Seldom logCap;
    private final MaintenanceTimes maintenance;
    private final Vetoes vetoes;
    private final Journal journal;
    private final Heralds heralds;
    private final Scribe scribe;
    private final AttackBook book;
    private final Detectors detectors;
    private final Thread scribeThread;
    private volatile AttackSettings settings;

    /** Asked for the group of a host banned by hand. Looked up when needed, as the traffic itself needs this component. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ServiceReference<Traffic> traffic;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ServiceReference<OwnNetworks> own;

    /** Needs nobody, so that it can be fetched at once. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Simulations simulations;

    @Activate
    public AttackWatch(BundleContext context, Config config, Map<String, Object> properties) {
        this(context, AttackSettings.of(properties), folder(), Clock.systemUTC(), System::nanoTime);
    }

    /** @param context null outside of a framework; then bans by hand know no groups */
    AttackWatch(
            @Nullable BundleContext context, AttackSettings settings, Path folder, Clock clock, LongSupplier nanos) {
        this.context = context;
        this.settings = settings;
        this.clock = clock;
        logCap = new Seldom(nanos);
        journal = new Journal(folder, settings.keepEnded(), chronicle);
        Written written = journal.written();
        maintenance = new MaintenanceTimes(written.maintenance());
        vetoes = new Vetoes(written.vetoes(), nanos);
        heralds = new Heralds(settings.queue(), nanos, this::took);
        heralds.expect(written.listeners(), journal.waiting());
        scribe = new Scribe(journal, heralds, () -> new Written(heralds.names(), vetoes.names(), maintenance.all()));
        book = new AttackBook(
                settings,
                new Policy(vetoes, maintenance, () -> simulations, this::internal),
                this::changed,
                chronicle::forget);
        book.load(journal.attacks());
        detectors = new Detectors(book, nanos);
        scribeThread = scribe.start(this::tick);
        int live = book.active().size();
        if (live > 0) {
            LOG.info("attacks that go on from before the restart: {}", live);
        }
    }

    private void changed(Change change) {
        Step decision = change.decision();
        if (decision != null) {
            chronicle.open(change.attack().id(), decision);
            scribe.note(change.attack().id(), decision);
        }
        scribe.accept(change);
    }

    private void tick() {
        Instant now = clock.instant();
        vetoes.fetch();
        book.expireBans(now);
        for (Window window : maintenance.expire(now)) {
            LOG.info("maintenance of {} is over", MaintenanceTimes.name(window.network()));
        }
        int overCap = book.overCap();
        if (overCap > 0 && logCap.now()) {
            LOG.warn(
                    "bans.max is reached: {} attacks are told and NOT acted on; raise it in etc/polder.attack.cfg, or"
                            + " release bans; polder:attack-list shows which",
                    overCap);
        }
    }

    private static Path folder() {
        String data = System.getProperty("karaf.data", System.getProperty("java.io.tmpdir", "/tmp"));
        return Path.of(data, "polder", "attack");
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            AttackSettings changed = AttackSettings.of(properties);
            settings = changed;
            book.use(changed);
            heralds.capacity(changed.queue());
            journal.keepEnded(changed.keepEnded());
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        Instant now = clock.instant();
        book.active().forEach(attack -> scribe.accept(Change.silent(attack, now, "")));
        scribe.end();
        try {
            scribeThread.join(FAREWELL.toMillis());
            Map<String, List<AttackEvent>> waiting = heralds.close(FAREWELL);
            scribe.writeRest();
            journal.writeWaiting(waiting);
        } catch (IOException e) {
            LOG.error("events that wait for listeners could not be written and are lost: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        journal.close();
    }

    @Reference(service = Detector.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addDetector(ServiceReference<Detector> detector) {
        plug(Plug.of(context, detector));
    }

    void removeDetector(ServiceReference<Detector> detector) {
        unplug(detector);
    }

    @Reference(
            service = AttackListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addListener(ServiceReference<AttackListener> listener) {
        tell(Plug.of(context, listener));
    }

    void removeListener(ServiceReference<AttackListener> listener) {
        unplug(listener);
    }

    @Reference(service = Veto.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addVeto(ServiceReference<Veto> veto) {
        heed(Plug.of(context, veto));
    }

    void removeVeto(ServiceReference<Veto> veto) {
        unplug(veto);
    }

    void heed(Plug<Veto> veto) {
        vetoes.add(veto);
    }

    void plug(Plug<Detector> detector) {
        detectors.add(detector);
    }

    void tell(Plug<AttackListener> listener) {
        heralds.add(listener);
    }

    /** A detector, listener or veto goes away. */
    void unplug(Object key) {
        detectors.remove(key);
        heralds.remove(key);
        vetoes.remove(key);
    }

    @Override
    public void accept(TrafficWindow window) {
        Instant at = Instant.ofEpochSecond(0, window.epochNanos());
        synchronized (evidence) { // for when the traffic is replaced: its successor has another thread
            detectors.inspect(window, at, evidence);
            book.judge(at, evidence);
        }
    }

    @Override
    public Judging open() {
        return new PrivateJudging(settings, detectors, vetoes);
    }

    @Override
    public List<Attack> active() {
        return book.active();
    }

    @Override
    public List<Attack> ended() {
        return book.ended();
    }

    @Override
    public Optional<Attack> find(UUID id) {
        return book.find(id);
    }

    private Mode internal() {
        ServiceReference<OwnNetworks> known = own;
        BundleContext framework = context;
        if (known == null || framework == null) {
            return Mode.OFF;
        }
        try {
            OwnNetworks service = framework.getService(known);
            return service == null ? Mode.OFF : service.internal();
        } finally {
            framework.ungetService(known);
        }
    }

    @Override
    public Attack ban(Address host, Duration time, String reason) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a ban of " + time + " is over before it starts");
        }
        ServiceReference<Traffic> known = traffic;
        BundleContext framework = context;
        if (known == null || framework == null) {
            return ban(ManualBan.of(host, time, reason, clock.instant(), null));
        }
        try {
            return ban(ManualBan.of(host, time, reason, clock.instant(), framework.getService(known)));
        } finally {
            framework.ungetService(known);
        }
    }

    private Attack ban(Attack ban) {
        book.ban(ban);
        return ban;
    }

    @Override
    public Optional<Attack> release(UUID id, String reason) {
        return book.release(id, reason, clock.instant());
    }

    @Override
    public List<Step> steps(UUID id) {
        return chronicle.of(id);
    }

    @Override
    public void took(AttackEvent event, String who, String failure) {
        UUID id = event.attack().id();
        Step step = new Step(clock.instant(), who, event.phase(), event.action(), !failure.isEmpty(), failure);
        if (chronicle.add(id, step)) {
            scribe.note(id, step);
        }
    }

    @Override
    public List<Window> windows() {
        return maintenance.at(clock.instant());
    }

    @Override
    public Window start(@Nullable Prefix network, Duration time, String reason) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("maintenance of " + time + " is over before it starts");
        }
        Instant now = clock.instant();
        Window window = new Window(network, now, now.plus(time), reason);
        maintenance.start(window);
        LOG.info("maintenance of {} until {}, {}", MaintenanceTimes.name(network), window.until(), reason);
        return window;
    }

    @Override
    public Optional<Window> stop(@Nullable Prefix network) {
        Optional<Window> stopped = maintenance.stop(network);
        stopped.ifPresent(window -> LOG.info("maintenance of {} is ended by hand", MaintenanceTimes.name(network)));
        return stopped;
    }

    /** Of the listeners, and of the detectors and the journal, which can fail or fall behind in the same ways. */
    @Override
    public List<ListenerStatus> listeners() {
        List<ListenerStatus> all = new ArrayList<>(heralds.status());
        all.addAll(detectors.status());
        all.add(scribe.status());
        return all;
    }
}
