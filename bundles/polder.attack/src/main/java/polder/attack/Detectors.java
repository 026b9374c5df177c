// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attacks.ListenerStatus;
import polder.api.attack.Detector;
import polder.api.attack.Findings;
import polder.api.attack.Fired;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficWindow;
import polder.wire.Prefix;

/** The detectors there are at the moment. They come and go on any thread and are asked on that of the windows. */
final class Detectors {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");

    private final List<Asked> all = new CopyOnWriteArrayList<>();
    private final AttackBook book;
    private final LongSupplier nanos;

    Detectors(AttackBook book, LongSupplier nanos) {
        this.book = book;
        this.nanos = nanos;
    }

    void add(Plug<Detector> detector) {
        all.add(new Asked(detector));
    }

    void remove(Object key) {
        all.stream().filter(asked -> asked.plug.key.equals(key)).forEach(asked -> asked.plug.release());
        all.removeIf(asked -> asked.plug.key.equals(key));
    }

    /** Asks each; those who answer without failing have given evidence. */
    void inspect(TrafficWindow window, Instant at, Evidence evidence) {
        for (Asked asked : all) {
            if (asked.inspect(window, at)) {
                evidence.judged(asked.name, at);
            }
        }
    }

    /** Twins of those there are. */
    void twins(Detectors into, Consumer<String> missing) {
        for (Asked asked : all) {
            Detector detector = asked.plug.held();
            Detector twin = detector == null ? null : detector.twin().orElse(null);
            if (twin == null) {
                missing.accept(asked.name);
            } else {
                into.add(Plug.of(twin, Map.of("component.name", asked.name)));
            }
        }
    }

    List<ListenerStatus> status() {
        return all.stream().map(Asked::status).toList();
    }

    private final class Asked implements Findings {
        final Plug<Detector> plug;
        final String name;
        private final Seldom log = new Seldom(nanos);
        private @Nullable TrafficWindow window;
        private Instant at = Instant.EPOCH;
        private final LongAdder judged = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private volatile String lastFailure = "";

        Asked(Plug<Detector> plug) {
            this.plug = plug;
            this.name = plug.name;
        }

        boolean inspect(TrafficWindow of, Instant when) {
            window = of;
            at = when;
            try {
                Detector detector = plug.get();
                if (detector == null) {
                    return false;
                }
                detector.inspect(of, this);
                judged.increment();
                return true;
            } catch (Exception | Error e) { // whatever a detector does, the others are asked
                failed.increment();
                lastFailure = e.toString();
                if (log.now()) {
                    LOG.error("detector {} failed, {} times so far: {}", name, failed, lastFailure);
                }
                return false;
            } finally {
                window = null;
            }
        }

        @Override
        public void report(int row, Fired fired) {
            TrafficWindow current = window;
            if (current != null) {
                book.found(at, name, current.target(row), current.group(row), fired, () -> current.rates(row));
            }
        }

        @Override
        public void report(Prefix target, HostGroup group, Fired fired, Rates rates) {
            if (window != null) {
                book.found(at, name, target, group, fired, () -> rates);
            }
        }

        ListenerStatus status() {
            return new ListenerStatus("detector " + name, judged.sum(), failed.sum(), 0, 0, lastFailure);
        }
    }
}
