// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;
import polder.lib.bgp.Attributes;
import polder.lib.bgp.Community;
import polder.lib.bgp.RouteKeys;

/**
 * A route in ExaBGP's words.
 *
 * @param what it is
 * @param key which route it is, as ExaBGP's table has it
 * @param announce the command
 * @param withdraw the command
 */
record Route(Announcement what, String key, String announce, String withdraw) {
    /** A pipe takes 4096 bytes at once. */
    private static final int LONGEST = 4095;

    Route {
        if (announce.length() > LONGEST) {
            throw new IllegalArgumentException("the rule is longer than a command to ExaBGP can be");
        }
    }

    /** @throws IllegalArgumentException when there is no such route, in words */
    static Route of(Announcement what, Attributes with) {
        if (what instanceof FlowSpec flow) {
            String match = FlowLine.match(flow.rule());
            return new Route(
                    what,
                    FlowLine.key(flow.rule()),
                    "announce flow route " + match + " " + FlowLine.action(flow.action()) + communities(with),
                    "withdraw flow route " + match);
        }
        String prefix = FlowLine.prefix(what.target());
        String route = "route " + prefix + " next-hop " + with.nextHop();
        StringBuilder announce = new StringBuilder("announce ").append(route).append(communities(with));
        if (with.localPreference() != null) {
            announce.append(" local-preference ").append(with.localPreference());
        }
        if (with.med() != null) {
            announce.append(" med ").append(with.med());
        }
        if (!with.asPath().isEmpty()) {
            announce.append(" as-path ").append(list(with.asPath()));
        }
        return new Route(what, prefix, announce.toString(), "withdraw " + route);
    }

    private static String communities(Attributes with) {
        return named("community", with.communities(Community.Standard.class))
                + named("large-community", with.communities(Community.Large.class))
                + named("extended-community", with.communities(Community.Extended.class));
    }

    private static String named(String name, List<?> values) {
        return values.isEmpty() ? "" : " " + name + " " + (values.size() == 1 ? values.get(0) : list(values));
    }

    private static String list(List<?> values) {
        StringJoiner list = new StringJoiner(" ", "[", "]");
        values.forEach(value -> list.add(value.toString()));
        return list.toString();
    }

    /**
     * By their keys. Two announcements of one route: the one whose text is the first in order stands, always the same one.
     *
     * @param standings gets those that cannot be announced
     */
    static Map<String, Route> all(Set<Announcement> wanted, RouteKeys keys, Map<Announcement, Standing> standings) {
        List<Announcement> sorted = new ArrayList<>(wanted);
        sorted.removeIf(announcement -> !keys.takes(announcement));
        sorted.sort(Comparator.comparing(announcement -> announcement + " " + announcement.group()));
        Map<String, Route> routes = new LinkedHashMap<>();
        for (Announcement announcement : sorted) {
            try {
                Route route = of(announcement, keys.attributes(announcement));
                Route other = routes.putIfAbsent(route.key(), route);
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
}
