// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks;
import polder.api.attack.Outbox;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.evidence.Evidence;

/**
 * Hears of every attack and passes it to the routes. Camel is started, and all routes are changed, on one thread of its own, so
 * nobody waits for Camel; what happens before a route is there waits in the mailboxes.
 */
@Component(
        service = {AttackListener.class, Outbox.class},
        configurationPid = "polder.camel",
        immediate = true)
public final class Notifications implements AttackListener, Outbox {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final long LOOK_MILLIS = 500;
    private static final Duration DISK_RETRY = Duration.ofSeconds(10);

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String routes_folder() default "";

        String queue() default "10000";

        String retry_first() default "1s";

        String retry_most() default "1m";

        String give_up() default "1d";

        String dead_most() default "1000";

        String stop_time() default "10s";
    }

    private record Keys(Path folder, Terms terms, Duration stopTime) {
        static Keys read(Map<String, Object> properties) {
            Settings settings = new Settings(properties);
            Path etc = Path.of(System.getProperty("karaf.etc", "etc"));
            Keys keys = new Keys(
                    Path.of(settings.text("routes.folder", etc.resolve("routes").toString())),
                    Terms.read(settings),
                    settings.duration("stop.time", "10s", Duration.ZERO, Duration.ofMinutes(2)));
            settings.refuseRest();
            return keys;
        }
    }

    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> looking;
    private final OutboxFile file;
    private final Mailboxes mailboxes;
    private volatile Keys keys;
    private volatile @Nullable Attacks attacks;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Evidence evidence;

    private @Nullable Routes routes;
    private @Nullable Notifiers tracker;

    @Activate
    public Notifications(BundleContext bundle, Config config, Map<String, Object> properties) {
        this(
                () -> new OsgiDefaultCamelContext(bundle),
                Path.of(System.getProperty("karaf.data", System.getProperty("java.io.tmpdir")), "polder", "camel"),
                properties);
        tracker = Notifiers.track(bundle, this);
    }

    /** @param data where what waits outlives the process */
    Notifications(Supplier<CamelContext> camel, Path data, Map<String, Object> properties) {
        keys = Keys.read(properties);
        file = new OutboxFile(data, DISK_RETRY);
        mailboxes = new Mailboxes(keys.terms(), keys.stopTime(), file, this::took);
        mailboxes.restore(file.found());
        thread = Executors.newSingleThreadScheduledExecutor(Notifications::thread);
        Function<Mailboxes, CamelContext> contexts = new Contexts(camel, () -> attacks, () -> evidence);
        thread.execute(() -> start(contexts));
        looking = thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Camel finds its own classes through the thread's loader. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "polder-camel-routes-0");
        thread.setDaemon(true);
        thread.setContextClassLoader(CamelContext.class.getClassLoader());
        return thread;
    }

    private void start(Function<Mailboxes, CamelContext> contexts) {
        long begin = System.nanoTime();
        try {
            routes = new Routes(contexts, mailboxes);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("camel does not start: {}", RouteFault.reason(e), e);
            return;
        }
        LOG.debug("camel started in {} ms", (System.nanoTime() - begin) / 1_000_000);
    }

    private void look() {
        Routes now = routes;
        try {
            if (now != null) {
                now.look(keys.folder());
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{}: {}", keys.folder(), RouteFault.reason(e), e);
        }
    }

    @Override
    public void onAttack(AttackEvent event) {
        mailboxes.post(event);
    }

    @Override
    public List<Route> routes() {
        return mailboxes.routes();
    }

    @Override
    public List<Dead> dead() {
        return mailboxes.dead();
    }

    @Override
    public long forgotten() {
        return mailboxes.forgotten();
    }

    @Override
    public int retry(String name) {
        return mailboxes.retry(name);
    }

    @Override
    public String test(String route) throws IOException {
        return mailboxes.test(route);
    }

    private void took(AttackEvent event, String route, String failure) {
        Attacks service = attacks;
        if (service != null) {
            service.took(event, "route " + route, failure);
        }
    }

    void addNotifier(String name, RoutesBuilder builder) {
        change(now -> now.add(name, builder));
    }

    void changeNotifier(String name, RoutesBuilder builder) {
        change(now -> now.change(name, builder));
    }

    void removeNotifier(String name) {
        change(now -> now.remove(name));
    }

    private void change(Consumer<Routes> what) {
        try {
            thread.execute(() -> {
                if (routes != null) {
                    what.accept(routes);
                }
            });
        } catch (RejectedExecutionException e) {
            // stopped: the notifiers are let go after that
            LOG.debug("routes are not changed any more");
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setAttacks(Attacks service) {
        attacks = service;
    }

    void unsetAttacks(Attacks service) {
        if (attacks == service) {
            attacks = null;
        }
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = Keys.read(properties);
            mailboxes.terms(keys.terms());
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** Lets the routes take what waits for them before it ends. */
    @Deactivate
    void stop() {
        looking.cancel(false);
        thread.execute(this::end);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(keys.stopTime().toMillis() + 10_000, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        file.close();
        if (tracker != null) {
            tracker.close();
        }
    }

    private void end() {
        mailboxes.close(keys.stopTime());
        if (routes != null) {
            routes.stop();
        }
    }
}
