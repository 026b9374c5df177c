// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.capture.Capture;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.flow.Decoder;
import polder.api.flow.FlowFilter;
import polder.api.flow.FlowTap;

/**
 * Plugs captures into decoders, filters and taps, and plugs them anew as services come and go.
 *
 * <p>When a decoder, filter or tap goes away the lanes hold for a moment: they do not poll, so that packets wait in the source's
 * buffer for the successor of a bundle being replaced. When a capture goes away its lanes go on for that moment with what they
 * have open, until its successor is there.
 */
@Component(immediate = true)
public final class Engine implements Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    /** How long a successor is waited for: an update takes well under a second, a removal must not be felt for long. */
    private static final long GRACE = TimeUnit.SECONDS.toNanos(3);

    /** Stands for the first tap of all, which captures that start earlier wait for too. */
    private static final String FIRST_TAP = "";

    private static final long HAND_OVER = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Source> sources = new TreeMap<>();
    private final Map<String, Plug<Decoder>> decoders = new HashMap<>();
    private final List<Plug<FlowFilter>> filters = new ArrayList<>();
    private final List<Plug<FlowTap>> taps = new ArrayList<>();
    /** Components that went away, with the time until which they are waited for. */
    private final Map<String, Long> awaited = new HashMap<>();

    private final ScheduledExecutorService clock;
    private boolean active = true;
    private long serial;

    @Activate
    public Engine() {
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "polder-engine-0");
            thread.setDaemon(true);
            return thread;
        });
        awaited.put(FIRST_TAP, System.nanoTime() + GRACE);
        Future<?> unused = clock.scheduleWithFixedDelay(this::tellRefusals, 1, 1, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() {
        List<LaneRunner> all = new ArrayList<>();
        synchronized (this) {
            active = false;
            sources.values().forEach(source -> all.addAll(source.lanes));
            sources.clear();
        }
        clock.shutdownNow();
        all.forEach(LaneRunner::stop);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addCapture(Capture capture, Map<String, ?> properties) {
        String key = Source.key(capture, properties);
        Source source = sources.get(key);
        if (source == null) {
            source = new Source(key, capture, properties);
            sources.put(key, source);
        } else {
            source.capture = capture;
            source.goneSince = 0;
            source.read(properties);
        }
        resize(source);
        rewire();
    }

    synchronized void updatedCapture(Capture capture, Map<String, ?> properties) {
        Source source = sources.get(Source.key(capture, properties));
        if (source != null && source.changed(properties)) {
            apply(source);
        }
    }

    synchronized void removeCapture(Capture capture, Map<String, ?> properties) {
        Source source = sources.get(Source.key(capture, properties));
        if (source != null && source.capture == capture && active) {
            source.goneSince = System.nanoTime();
            Future<?> unused = clock.schedule(() -> forget(source), GRACE, TimeUnit.NANOSECONDS);
        }
    }

    private void forget(Source source) {
        synchronized (this) {
            if (source.goneSince == 0 || System.nanoTime() - source.goneSince < GRACE) {
                return;
            }
            sources.remove(source.key);
        }
        source.lanes.forEach(LaneRunner::stop);
        LOG.info("{}: closed", source.instance);
    }

    private synchronized void reopened(Source source) {
        if (source.accepted()) {
            apply(source);
        }
    }

    private void apply(Source source) {
        resize(source);
        rewire();
    }

    /** Starts the lanes that are missing and ends those that are too many; the latter from another thread than their own. */
    private void resize(Source source) {
        while (source.lanes.size() > source.laneCount) {
            LaneRunner ending = source.lanes.remove(source.lanes.size() - 1);
            clock.execute(ending::stop);
        }
        while (active && source.lanes.size() < source.laneCount) {
            Wiring wiring = wiring(source, holdUntil());
            LaneRunner lane =
                    new LaneRunner(source.instance, source.type, source.lanes.size(), wiring, () -> reopened(source));
            source.lanes.add(lane);
            lane.start();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addDecoder(Decoder decoder, Map<String, ?> properties) {
        String name = String.valueOf(properties.get(Decoder.NAME));
        Plug<Decoder> plug = Plug.of(decoder, properties);
        decoders.put(name, plug);
        arrived(plug.name());
    }

    void removeDecoder(Decoder decoder) {
        synchronized (this) {
            for (Map.Entry<String, Plug<Decoder>> entry : Map.copyOf(decoders).entrySet()) {
                if (entry.getValue().is(decoder)) {
                    decoders.remove(entry.getKey());
                    left(entry.getValue().name());
                }
            }
        }
        awaitRewired();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addFilter(FlowFilter filter, Map<String, ?> properties) {
        Plug<FlowFilter> plug = Plug.of(filter, properties);
        filters.add(plug);
        arrived(plug.name());
    }

    void removeFilter(FlowFilter filter, Map<String, ?> properties) {
        synchronized (this) {
            filters.removeIf(plug -> plug.is(filter));
            left(Plug.of(filter, properties).name());
        }
        awaitRewired();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addTap(FlowTap tap, Map<String, ?> properties) {
        Plug<FlowTap> plug = Plug.of(tap, properties);
        taps.add(plug);
        if (!plug.passing()) {
            awaited.remove(FIRST_TAP);
        }
        arrived(plug.name());
    }

    /** Returns when no lane uses the tap any more: what its lanes held has been handed over before it is deactivated. */
    void removeTap(FlowTap tap, Map<String, ?> properties) {
        synchronized (this) {
            taps.removeIf(plug -> plug.is(tap));
            Plug<FlowTap> plug = Plug.of(tap, properties);
            if (plug.passing()) {
                rewire();
            } else {
                left(plug.name());
            }
        }
        awaitRewired();
    }

    private void arrived(String name) {
        awaited.remove(name);
        rewire();
    }

    private void left(String name) {
        if (active) {
            awaited.put(name, System.nanoTime() + GRACE);
        }
        rewire();
    }

    private void rewire() {
        long hold = holdUntil();
        for (Source source : sources.values()) {
            for (LaneRunner lane : source.lanes) {
                lane.rewire(wiring(source, hold));
            }
        }
    }

    private long holdUntil() {
        long now = System.nanoTime();
        awaited.values().removeIf(until -> until - now <= 0);
        return awaited.values().stream().reduce(now, (a, b) -> a - b > 0 ? a : b);
    }

    private Wiring wiring(Source source, long hold) {
        Plug<Decoder> decoder = decoders.get(source.decoder);
        long until = decoder == null && source.since + GRACE - hold > 0 ? source.since + GRACE : hold;
        return new Wiring(
                ++serial,
                source.capture,
                source.decoder,
                source.allowed,
                decoder,
                List.copyOf(filters),
                List.copyOf(taps),
                until);
    }

    /** What lanes must not say themselves. */
    private synchronized void tellRefusals() {
        for (Source source : sources.values()) {
            String refusals = source.refusals();
            if (!refusals.isEmpty()) {
                LOG.warn("{}: {}", source.instance, refusals);
            }
        }
    }

    private void awaitRewired() {
        Set<LaneRunner> all = new HashSet<>();
        synchronized (this) {
            sources.values().forEach(source -> all.addAll(source.lanes));
        }
        for (LaneRunner lane : all) {
            if (!lane.awaitRewired(HAND_OVER)) {
                LOG.warn("a lane did not let go of a service that is being stopped within a second");
            }
        }
    }

    @Override
    public List<LaneStatus> lanes() {
        List<LaneRunner> all = new ArrayList<>();
        synchronized (this) {
            sources.values().forEach(source -> all.addAll(source.lanes));
        }
        return all.stream()
                .map(LaneRunner::status)
                .sorted(Comparator.comparing(LaneStatus::type)
                        .thenComparing(LaneStatus::capture)
                        .thenComparing(LaneStatus::lane))
                .toList();
    }
}
