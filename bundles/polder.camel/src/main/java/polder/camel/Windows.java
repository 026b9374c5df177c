// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.notify.Status;
import polder.api.traffic.Traffic;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.WindowRoutes;
import polder.api.traffic.WindowTap;

/**
 * Gives the routes that ask for it a snapshot of the traffic every so often. The beat writes down what it shows; a thread makes the
 * snapshots of that, each route takes them on its own.
 */
@Component(
        service = {WindowTap.class, WindowRoutes.class, Windows.class},
        configurationPolicy = ConfigurationPolicy.IGNORE,
        name = "polder.camel.windows",
        immediate = true)
public final class Windows implements WindowTap, WindowRoutes {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final long TEST_SECONDS = 60;

    private final Map<String, WindowRoute> routes = new ConcurrentSkipListMap<>();
    private final Harvester harvester = new Harvester();
    private final WindowBook book = new WindowBook();
    private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "polder-windows-0");
    private volatile WindowPlan plan = WindowPlan.NOTHING;
    private volatile boolean stopped;
    private boolean toldRefused;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable Traffic traffic;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable Status status;

    @Activate
    public Windows() {
        thread.setDaemon(true);
        thread.start();
    }

    @Deactivate
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** By the beat's thread. */
    @Override
    public void accept(TrafficWindow window) {
        WindowPlan now = plan;
        if (now.any) {
            harvester.accept(window, now);
            LockSupport.unpark(thread);
        }
    }

    void open(String name, WindowRoute.Wish wish, WindowRoute.Taker taker) {
        routes.computeIfAbsent(name, id -> new WindowRoute(id, wish)).open(taker, wish);
        replan();
    }

    void close(String name, WindowRoute.Taker taker) {
        WindowRoute route = routes.get(name);
        if (route != null) {
            route.close(taker);
        }
        replan();
    }

    private synchronized void replan() {
        List<WindowOptions> wishes = routes.values().stream()
                .map(WindowRoute::wish)
                .filter(Objects::nonNull)
                .map(WindowRoute.Wish::options)
                .filter(Objects::nonNull)
                .toList();
        WindowPlan now = wishes.isEmpty() ? WindowPlan.NOTHING : new WindowPlan(wishes);
        if (!now.equals(plan)) {
            plan = now;
        }
    }

    // --- the thread ---

    private void run() {
        long second = 0;
        while (!stopped) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            try {
                Harvest harvest = harvester.take();
                if (harvest != null) {
                    read(harvest);
                }
                for (Runnable ask = asked.poll(); ask != null; ask = asked.poll()) {
                    ask.run();
                }
                long now = Instant.now().getEpochSecond();
                if (now != second) {
                    second = now;
                    tellStatus(now);
                }
            } catch (RuntimeException e) {
                LOG.error("a snapshot of the traffic could not be made", e);
            }
        }
    }

    private void read(Harvest harvest) {
        long second = harvest.second;
        if (harvest.refused > 0 && !toldRefused) {
            toldRefused = true;
            LOG.warn("{} hosts are missing in a snapshot of the traffic, there are too many", harvest.refused);
        }
        try {
            book.add(harvest);
        } finally {
            harvester.giveBack(harvest);
        }
        if (second >= 0) {
            routes.values().removeIf(route -> route.away().compareTo(GRACE) > 0);
            routes.values().forEach(route -> tell(route, second));
        }
    }

    private void tell(WindowRoute route, long second) {
        WindowRoute.Wish wish = route.wish();
        if (wish != null && wish.options() != null && route.isDue(second)) {
            long period = wish.period().toSeconds();
            Object snapshot = book.snapshot(wish.options(), Instant.ofEpochSecond(second / period * period), traffic);
            route.offer(() -> snapshot, null);
        }
    }

    private void tellStatus(long second) {
        for (WindowRoute route : routes.values()) {
            WindowRoute.Wish wish = route.wish();
            if (wish != null && wish.options() == null && route.isDue(second)) {
                route.offer(this::report, null);
            }
        }
    }

    private StatusReport report() {
        Status service = status;
        if (service == null) {
            throw new IllegalStateException("nobody knows the status: bundle polder.shell is not there");
        }
        return new StatusReport(service.status());
    }

    // --- for those who ask ---

    @Override
    public List<Route> routes() {
        return routes.values().stream()
                .filter(route -> route.away().compareTo(GRACE) <= 0)
                .map(WindowRoute::status)
                .toList();
    }

    @Override
    public String test(String name) throws IOException {
        WindowRoute route = routes.get(name);
        WindowRoute.Wish wish = route == null ? null : route.wish();
        if (route == null || wish == null) {
            throw new IllegalArgumentException("no route " + name + " takes snapshots");
        }
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.add(() -> route.offer(body(wish), answer));
        LockSupport.unpark(thread);
        try {
            return answer.get(TEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it has not answered within " + TEST_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(RouteFault.reason(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Supplier<Object> body(WindowRoute.Wish wish) {
        WindowOptions options = wish.options();
        if (options == null) {
            return this::report;
        }
        Object snapshot =
                book.snapshot(options, Instant.ofEpochSecond(Instant.now().getEpochSecond()), traffic);
        return () -> snapshot;
    }
}
