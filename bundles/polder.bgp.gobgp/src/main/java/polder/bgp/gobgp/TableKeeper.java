// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;
import polder.lib.bgp.RouteKeys;

/** Makes our part of one gobgpd's table what is wanted, over one connection. Used by the speaker's thread. */
final class TableKeeper {
    /** With more, gobgpd is not asked for what makes it go through all of its table. */
    private static final long SMALL = 10_000;

    private record Route(Announcement what, List<byte[]> attributes, String fingerprint) {}

    private final Gobgpd gobgpd;

    /** What we had there when last seen. */
    private Map<Nlri, String> have = new HashMap<>();

    /** What has been wanted and is not known to be gone. */
    private final Map<Nlri, Announcement> announced = new HashMap<>();

    private boolean seen;
    private long size;

    TableKeeper(Gobgpd gobgpd) {
        this.gobgpd = gobgpd;
    }

    boolean isSmall() {
        return size <= SMALL;
    }

    /**
     * Takes away what is not wanted, brings in what is missing or has other attributes, and reads back. A route that is refused is told
     * of as such.
     *
     * @throws StatusRuntimeException when gobgpd is away
     */
    Map<Announcement, Standing> keep(Set<Announcement> wanted, RouteKeys keys) {
        Map<Announcement, Standing> standings = new HashMap<>();
        Map<Nlri, Route> routes = routes(wanted, keys, standings);
        Set<Nlri> asked = new HashSet<>(routes.keySet());
        asked.addAll(have.keySet());
        have = seen ? look(asked) : lookAll();
        seen = true;
        boolean changed = withdraw(routes);
        Map<Nlri, String> refused = new HashMap<>();
        for (Map.Entry<Nlri, Route> entry : routes.entrySet()) {
            if (!entry.getValue().fingerprint().equals(have.get(entry.getKey()))) {
                announce(entry.getKey(), entry.getValue(), refused);
                changed = true;
            }
        }
        if (changed) {
            asked.addAll(have.keySet());
            have = look(asked);
        }
        announced.keySet().retainAll(have.keySet());
        announced.forEach((nlri, what) -> standings.put(what, new Standing(State.LEAVING, "gobgpd still has it")));
        routes.forEach((nlri, route) -> {
            announced.put(nlri, route.what());
            standings.put(route.what(), standing(nlri, route, refused));
        });
        return standings;
    }

    private Standing standing(Nlri nlri, Route route, Map<Nlri, String> refused) {
        String why = refused.get(nlri);
        if (why != null) {
            return new Standing(State.FAILED, why);
        }
        String there = have.get(nlri);
        if (there == null) {
            return new Standing(
                    State.FAILED,
                    "gobgpd took it, but does not have it: is " + nlri.family().word + " among its families?");
        }
        return there.equals(route.fingerprint())
                ? new Standing(State.CONFIRMED, "")
                : new Standing(State.SENT, "gobgpd has it with other attributes");
    }

    /** By their routes. Two announcements of one route: the one whose text is the first in order stands, always the same one. */
    private static Map<Nlri, Route> routes(
            Set<Announcement> wanted, RouteKeys keys, Map<Announcement, Standing> standings) {
        List<Announcement> sorted = new ArrayList<>(wanted);
        sorted.removeIf(announcement -> !keys.takes(announcement));
        sorted.sort(Comparator.comparing(announcement -> announcement + " " + announcement.group()));
        Map<Nlri, Route> routes = new LinkedHashMap<>();
        for (Announcement announcement : sorted) {
            try {
                Nlri nlri = Nlri.of(announcement);
                List<byte[]> attributes = PathAttributes.of(announcement, keys.attributes(announcement), nlri);
                Route other = routes.putIfAbsent(
                        nlri,
                        new Route(announcement, attributes, PathAttributes.fingerprint(nlri.family(), attributes)));
                if (other != null) {
                    standings.put(
                            announcement, new Standing(State.FAILED, "the same route is announced as " + other.what()));
                }
            } catch (IllegalArgumentException e) {
                standings.put(announcement, new Standing(State.FAILED, String.valueOf(e.getMessage())));
            }
        }
        return routes;
    }

    private boolean withdraw(Map<Nlri, Route> routes) {
        boolean changed = false;
        for (Nlri nlri : have.keySet()) {
            if (!routes.containsKey(nlri)) {
                try {
                    gobgpd.delete(nlri, PathAttributes.least(nlri));
                } catch (StatusRuntimeException e) {
                    if (isAway(e)) {
                        throw e;
                    }
                    // it is leaving, and tried again; the others go on
                }
                changed = true;
            }
        }
        return changed;
    }

    private void announce(Nlri nlri, Route route, Map<Nlri, String> refused) {
        try {
            gobgpd.add(nlri, route.attributes());
        } catch (StatusRuntimeException e) {
            if (isAway(e)) {
                throw e;
            }
            refused.put(nlri, "gobgpd: " + e.getStatus().getDescription());
        }
    }

    /** Whether it is the connection, or gobgpd as a whole, and not the one route. */
    static boolean isAway(StatusRuntimeException e) {
        Status.Code code = e.getStatus().getCode();
        return code != Status.Code.UNKNOWN && code != Status.Code.INVALID_ARGUMENT;
    }

    private Map<Nlri, String> lookAll() {
        Map<Nlri, String> found = new HashMap<>();
        size = 0;
        for (Family family : Family.values()) {
            size += list(family, List.of(), found);
        }
        return found;
    }

    /** Unicast tables may hold the whole Internet: only the routes in question are asked for. */
    private Map<Nlri, String> look(Set<Nlri> routes) {
        Map<Family, List<String>> prefixes = new EnumMap<>(Family.class);
        for (Nlri nlri : routes) {
            prefixes.computeIfAbsent(nlri.family(), family -> new ArrayList<>())
                    .add(nlri.family().isFlowSpec() ? "" : nlri.prefix());
        }
        Map<Nlri, String> found = new HashMap<>();
        prefixes.forEach((family, some) -> list(family, family.isFlowSpec() ? List.of() : some, found));
        return found;
    }

    /** A family gobgpd does not have has no routes. */
    private long list(Family family, Collection<String> prefixes, Map<Nlri, String> found) {
        try {
            return gobgpd.list(family, prefixes, path -> found.put(path.nlri(), path.fingerprint()));
        } catch (StatusRuntimeException e) {
            String words = String.valueOf(e.getStatus().getDescription());
            if (isAway(e) || !words.contains("not supported")) {
                throw e;
            }
            return 0;
        }
    }
}
