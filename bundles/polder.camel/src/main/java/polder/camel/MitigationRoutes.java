// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.MitigationListener;
import polder.api.mitigation.Mitigations;

/** The routes that are told of mitigations. */
@Component(
        name = "polder.camel.mitigations",
        immediate = true,
        service = {MitigationListener.class, MitigationRoutes.class})
public final class MitigationRoutes implements MitigationListener {
    /** What ended so short before a route came it is told of, as it may not have been before. */
    private static final Duration LATELY = Duration.ofHours(1);

    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Supplier<@Nullable Mitigations> service;

    /** Looked up when needed, as it has to know this component itself. */
    private volatile @Nullable ServiceReference<Mitigations> reference;

    private record Open(MitigationFilter filter, MitigationQueue queue, Object owner) {}

    @Activate
    public MitigationRoutes(BundleContext context) {
        service = () -> {
            ServiceReference<Mitigations> known = reference;
            return known == null ? null : context.getService(known);
        };
    }

    MitigationRoutes(Supplier<@Nullable Mitigations> service) {
        this.service = service;
    }

    @Reference(
            service = Mitigations.class,
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setMitigations(ServiceReference<Mitigations> found) {
        reference = found;
        synchronized (open) {
            open.values().forEach(one -> one.queue.refresh());
        }
    }

    void unsetMitigations(ServiceReference<Mitigations> gone) {
        if (gone.equals(reference)) {
            reference = null;
        }
    }

    /** @throws IllegalStateException while there are none */
    Mitigations mitigations() {
        Mitigations known = service.get();
        if (known == null) {
            throw new IllegalStateException("polder.mitigation is not running");
        }
        return known;
    }

    /** Whether a route of a router is to be there, whoever wants it. */
    boolean isWanted(Mitigation mitigation) {
        return mitigations().active().stream()
                .anyMatch(one -> one.state().isWanted() && one.what().equals(mitigation.what()));
    }

    void open(String route, MitigationFilter filter, MitigationQueue.Taker taker) {
        Open old;
        synchronized (open) {
            old = open.put(route, new Open(filter, new MitigationQueue(route, taker, () -> standing(filter)), taker));
        }
        if (old != null) {
            old.queue.close();
        }
    }

    /** How things stand, for a route that may not know. */
    private List<Mitigation> standing(MitigationFilter filter) {
        Mitigations known = service.get();
        if (known == null) {
            return List.of();
        }
        Instant lately = Instant.now().minus(LATELY);
        List<Mitigation> all = new ArrayList<>(known.active());
        known.over().stream()
                .filter(one -> one.announced() != null && isAfter(one.ended(), lately))
                .forEach(all::add);
        return all.stream()
                .sorted(Comparator.comparing(MitigationRoutes::last))
                .map(MitigationRoutes::told)
                .filter(filter::wants)
                .toList();
    }

    private static boolean isAfter(@Nullable Instant at, Instant lately) {
        return at != null && at.isAfter(lately);
    }

    private static Instant last(Mitigation one) {
        return one.steps().isEmpty()
                ? one.since()
                : one.steps().get(one.steps().size() - 1).at();
    }

    /** To a route that has not heard of it, one that is confirmed is announced. */
    private static Mitigation told(Mitigation one) {
        return one.state().isWanted()
                ? new Mitigation(
                        one.id(),
                        one.attack(),
                        one.what(),
                        one.rung(),
                        one.policy(),
                        Mitigation.State.ANNOUNCED,
                        one.since(),
                        one.announced(),
                        one.expires(),
                        one.ended(),
                        one.coverage(),
                        one.collateral(),
                        one.words(),
                        one.steps())
                : one;
    }

    void close(String route, MitigationQueue.Taker taker) {
        Open old;
        synchronized (open) {
            Open known = open.get(route);
            old = known != null && known.owner == taker ? open.remove(route) : null;
        }
        if (old != null) {
            old.queue.close();
        }
    }

    @Override
    public void onMitigation(Mitigation mitigation) {
        synchronized (open) {
            for (Open one : open.values()) {
                if (one.filter.wants(mitigation)) {
                    one.queue.add(mitigation);
                }
            }
        }
    }

    @Deactivate
    void end() {
        synchronized (open) {
            open.values().forEach(one -> one.queue.close());
            open.clear();
        }
    }
}
