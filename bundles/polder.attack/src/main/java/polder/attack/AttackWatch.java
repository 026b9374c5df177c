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
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks;
import polder.api.attack.Detector;
import polder.api.config.SettingsException;
import polder.api.traffic.Traffic;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.WindowTap;
import polder.wire.Address;

/** Asks the detectors every window and keeps the attacks; wires {@link AttackBook}, {@link Scribe} and {@link Heralds}. */
@Component(
        name = "polder.attack",
        configurationPid = "polder.attack",
        configurationPolicy = ConfigurationPolicy.OPTIONAL,
        immediate = true,
        service = {WindowTap.class, Attacks.class})
public final class AttackWatch implements WindowTap, Attacks {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");
    /** How long this bundle's end waits for the disk, and for listeners to finish what they are being told. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** {@code etc/polder.attack.cfg}. */
    @interface Config {
        String update_every() default "10s";

        String peak_step() default "1.2";

        String keep_ended() default "1000";

        String queue() default "1000";
    }

    private final @Nullable BundleContext context;
    private final Clock clock;
    private final Evidence evidence = new Evidence();
    private final Journal journal;
    private final Heralds heralds;
    private final Scribe scribe;
    private final AttackBook book;
    private final Detectors detectors;
    private final Thread scribeThread;

    /** Asked for the group of a host banned by hand. Looked up when needed, as the traffic itself needs this component. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ServiceReference<Traffic> traffic;

    @Activate
    public AttackWatch(BundleContext context, Config config, Map<String, Object> properties) {
        this(context, AttackSettings.of(properties), folder(), Clock.systemUTC(), System::nanoTime);
    }

    /** @param context null outside of a framework; then bans by hand know no groups */
    AttackWatch(
            @Nullable BundleContext context, AttackSettings settings, Path folder, Clock clock, LongSupplier nanos) {
        this.context = context;
        this.clock = clock;
        journal = new Journal(folder, settings.keepEnded());
        heralds = new Heralds(settings.queue(), nanos);
        heralds.expect(journal.listeners(), journal.waiting());
        scribe = new Scribe(journal, heralds);
        book = new AttackBook(settings, scribe::accept);
        book.load(journal.attacks());
        detectors = new Detectors(book, nanos);
        scribeThread = scribe.start(() -> book.expireBans(clock.instant()));
        int live = book.active().size();
        if (live > 0) {
            LOG.info("attacks that go on from before the restart: {}", live);
        }
    }

    private static Path folder() {
        String data = System.getProperty("karaf.data", System.getProperty("java.io.tmpdir", "/tmp"));
        return Path.of(data, "polder", "attack");
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            AttackSettings settings = AttackSettings.of(properties);
            book.use(settings);
            heralds.capacity(settings.queue());
            journal.keepEnded(settings.keepEnded());
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        Instant now = clock.instant();
        book.active().forEach(attack -> scribe.accept(new Change(attack, null, now)));
        scribe.end();
        try {
            scribeThread.join(FAREWELL.toMillis());
            journal.writeWaiting(heralds.close(FAREWELL));
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

    void plug(Plug<Detector> detector) {
        detectors.add(detector);
    }

    void tell(Plug<AttackListener> listener) {
        heralds.add(listener);
    }

    /** A detector or listener goes away. */
    void unplug(Object key) {
        detectors.remove(key);
        heralds.remove(key);
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

    /** Of the listeners, and of the detectors and the journal, which can fail or fall behind in the same ways. */
    @Override
    public List<ListenerStatus> listeners() {
        List<ListenerStatus> all = new ArrayList<>(heralds.status());
        all.addAll(detectors.status());
        all.add(scribe.status());
        return all;
    }
}
