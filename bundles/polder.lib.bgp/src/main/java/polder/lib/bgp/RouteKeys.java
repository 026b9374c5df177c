// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.api.config.Settings;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.wire.Address;

/** The keys every speaker has: which routes it takes, and with which path attributes they are announced. Immutable. */
public final class RouteKeys {
    /** Of TEST-NET-1, which nobody routes; the one that RFC 5635 users send to null by custom. */
    static final Address NEXT_HOP = Address.parse("192.0.2.1");

    /** Of the discard prefix (RFC 6666). */
    static final Address NEXT_HOP_IPV6 = Address.parse("100::1");

    private static final long LARGEST = 0xffff_ffffL;
    private static final String NUMBER = "a whole number from 0 to " + LARGEST;
    private static final List<String> KINDS = List.of("blackhole", "flowspec");
    private static final List<String> FAMILIES = List.of("ipv4", "ipv6");

    private final List<String> kinds;
    private final List<String> families;
    private final Layered<Address> nextHop;
    private final Layered<Address> nextHop6;
    private final Layered<List<Community>> communities;
    private final Layered<Boolean> noExport;
    private final Layered<Long> localPreference;
    private final Layered<Long> med;
    private final Layered<List<Long>> asPath;

    private RouteKeys(Settings settings) {
        List<String> groups = new ArrayList<>(settings.keys("group."));
        kinds = words(settings, "take", KINDS);
        families = words(settings, "families", FAMILIES);
        nextHop6 = Layered.read(
                settings, "next.hop.ipv6", groups, "an IPv6 address", NEXT_HOP_IPV6, text -> address(text, false));
        nextHop = Layered.read(settings, "next.hop", groups, "an IPv4 address", NEXT_HOP, text -> address(text, true));
        communities = Layered.read(
                settings,
                "communities",
                groups,
                "none, or communities such as 65001:666, 65001:1:666, target:65001:666, blackhole, no-export",
                List.of(),
                text -> list(text, Community::parse));
        noExport = Layered.read(settings, "no.export", groups, "on or off", true, RouteKeys::flag);
        localPreference = Layered.read(settings, "local.preference", groups, NUMBER, 0L, RouteKeys::number);
        med = Layered.read(settings, "med", groups, NUMBER, 0L, RouteKeys::number);
        asPath = Layered.read(
                settings,
                "as.path",
                groups,
                "none, or AS numbers separated by blanks",
                List.of(),
                text -> list(text, RouteKeys::number));
        groups.forEach(key -> settings.fault(
                key, "is no key of a host group; give group.NAME.communities, group.NAME.next.hop.host or the like"));
    }

    /** Reads them; other keys, and refusing the rest, are the caller's. */
    public static RouteKeys read(Settings settings) {
        return new RouteKeys(settings);
    }

    private static List<String> words(Settings settings, String key, List<String> all) {
        List<String> words = settings.text(key, "").isEmpty() ? all : settings.list(key);
        if (!all.containsAll(words)) {
            settings.fault(key, "is not accepted; give one or more of " + String.join(", ", all));
        }
        return words;
    }

    private static Address address(String text, boolean v4) {
        Address address = Address.parse(text);
        if (address.isV4() != v4) {
            throw new IllegalArgumentException("of the other family");
        }
        return address;
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "on", "yes", "true", "1" -> true;
            case "off", "no", "false", "0" -> false;
            default -> throw new IllegalArgumentException("no switch");
        };
    }

    private static Long number(String text) {
        long number = Long.parseLong(text);
        if (number < 0 || number > LARGEST) {
            throw new IllegalArgumentException("out of bounds");
        }
        return number;
    }

    private static <T> List<T> list(String text, Function<String, T> reader) {
        return "none".equals(text)
                ? List.of()
                : Arrays.stream(text.split("[\\s,]+")).map(reader).toList();
    }

    public boolean takes(Announcement announcement) {
        return kinds.contains(announcement instanceof Blackhole ? "blackhole" : "flowspec")
                && families.contains(announcement.target().base().isV4() ? "ipv4" : "ipv6");
    }

    /** What a route is announced with. */
    public Attributes attributes(Announcement announcement) {
        Kind kind = Kind.of(announcement);
        String group = announcement.group();
        List<Community> chosen = communities.of(group, kind);
        Set<Community> all = new LinkedHashSet<>(
                chosen != null ? chosen : kind == Kind.FLOWSPEC ? List.of() : List.of(Community.BLACKHOLE));
        Boolean stays = noExport.of(group, kind);
        if (stays != null ? stays : kind != Kind.FLOWSPEC) {
            all.add(Community.NO_EXPORT);
        }
        List<Long> path = asPath.of(group, kind);
        return new Attributes(
                nextHop(announcement, kind),
                List.copyOf(all),
                localPreference.of(group, kind),
                med.of(group, kind),
                path == null ? List.of() : path);
    }

    private @Nullable Address nextHop(Announcement announcement, Kind kind) {
        if (kind == Kind.FLOWSPEC) {
            return null;
        }
        boolean v4 = announcement.target().base().isV4();
        Address chosen = (v4 ? nextHop : nextHop6).of(announcement.group(), kind);
        return chosen != null ? chosen : v4 ? NEXT_HOP : NEXT_HOP_IPV6;
    }
}
