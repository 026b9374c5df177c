// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.wire.Address;
import polder.wire.Prefix;

/** Learns from the windows. Allocates nothing while nothing new is met. Used by one thread at a time. */
final class Learning {
    /** In place of a curve that there is no room for. */
    static final int REFUSED = -1;

    private static final int HOUR = 3600;
    private static final int DAY = 24;
    /** Networks and groups; of more the others are not learned. */
    private static final int MOST_KEPT = 4096;
    /** Hosts that are looked up together. */
    private static final int BATCH = 64;

    final Curves curves;
    final Hosts hosts;
    private final Map<Object, Kept> kept = new HashMap<>();
    /** The same in a row, which needs no iterator. */
    private final List<Kept> all = new ArrayList<>();

    private final AttackedTargets attacked = new AttackedTargets();
    private final Week week;
    /** From which rate on each metric is worth a curve. */
    private final long[] worth = new long[Learned.COUNT];

    private final long[] rates = new long[Learned.COUNT];
    private final long[] highs = new long[BATCH];
    private final long[] lows = new long[BATCH];
    private final int[] found = new int[BATCH];
    private BaselineSettings settings;
    private @Nullable HostGroup lastGroup;
    private @Nullable Kept lastKept;
    private long second = Long.MIN_VALUE;
    private long local;
    private int hour;
    private int slot;
    private int groups;
    private long hostsRefused;
    private long curvesRefused;
    private long keptRefused;

    Learning(BaselineSettings settings, ZoneId zone) {
        this.settings = settings;
        setWorth();
        week = new Week(zone);
        curves = new Curves(mostCurves(settings));
        hosts = new Hosts(settings.hostsMax());
    }

    private static int mostCurves(BaselineSettings settings) {
        return settings.hostsMax() * BaselineSettings.CURVES_EACH + 4 * MOST_KEPT;
    }

    private void setWorth() {
        for (int i = 0; i < Learned.COUNT; i++) {
            worth[i] = settings.worth(Learned.metric(i).unit());
        }
    }

    void use(BaselineSettings changed) {
        settings = changed;
        setWorth();
        hosts.most(changed.hostsMax());
        curves.most(mostCurves(changed));
    }

    /** The hour of the week of the window learned last. */
    int slot() {
        return slot;
    }

    /** Hours since 1970. */
    int hour() {
        return hour;
    }

    /**
     * Learns from a window: from busy hosts, networks and groups once a second, from other hosts when they are shown.
     *
     * @param active asked once a second
     */
    void learn(TrafficWindow window, Supplier<List<Attack>> active) {
        long now = Math.floorDiv(window.epochNanos(), 1_000_000_000L);
        boolean isNew = now != second;
        if (isNew) {
            pass(now, active);
        }
        int from = isNew ? 0 : window.busy();
        int to = window.hosts();
        for (int row = from; row < to; row += BATCH) {
            hosts(window, row, Math.min(to, row + BATCH));
        }
        if (isNew) {
            for (int row = to; row < window.size(); row++) {
                sum(window, row);
            }
        }
    }

    private void pass(long now, Supplier<List<Attack>> active) {
        boolean isFirst = second == Long.MIN_VALUE;
        long before = isFirst ? now : second;
        long localBefore = isFirst ? week.local(now) : local;
        int hourBefore = hour;
        second = now;
        local = week.local(now);
        hour = (int) Math.floorDiv(now, HOUR);
        slot = Week.slot(local);
        for (int i = 0; i < all.size(); i++) {
            endSecond(all.get(i), before);
        }
        if (!isFirst) {
            // after a pause, or when summer time begins, every curve has its turn once
            for (long at = Math.max(localBefore + 1, local - Curves.INTERVAL + 1); at <= local; at++) {
                curves.tick(at);
            }
            if (hour != hourBefore) {
                endHour(Week.slot(localBefore));
            }
        }
        attacked.refresh(active.get(), now, this);
    }

    private static void endSecond(Kept one, long second) {
        for (Busiest hosts : one.busiest) {
            if (hosts != null) {
                hosts.endSecond(second);
            }
        }
    }

    private void endHour(int ended) {
        for (Kept one : all) {
            for (Busiest hosts : one.busiest) {
                if (hosts != null) {
                    hosts.endHour(curves, ended);
                }
            }
        }
        int oldest = hour - settings.forgetHours();
        hosts.forget(oldest, curves);
        all.stream().filter(one -> one.seen < oldest).forEach(one -> {
            one.free(curves);
            kept.remove(one.key);
        });
        all.removeIf(one -> one.seen < oldest);
        lastGroup = null;
    }

    /** All of some hosts are looked up before the first is learned from: the processor then waits for many of the cache misses at once. */
    private void hosts(TrafficWindow window, int from, int to) {
        for (int row = from; row < to; row++) {
            highs[row - from] = window.high(row);
            lows[row - from] = window.low(row);
        }
        for (int i = 0; i < to - from; i++) {
            found[i] = hosts.find(highs[i], lows[i]);
        }
        for (int i = 0; i < to - from; i++) {
            host(window, from + i, highs[i], lows[i], found[i]);
        }
    }

    private void host(TrafficWindow window, int row, long high, long low, int known) {
        boolean isWorth = read(window, row);
        Kept group = group(window.group(row));
        int host = known;
        if (host == Hosts.NONE && (isWorth || rates[Learned.SENT_PACKETS] > 0)) {
            host = hosts.add(high, low, hour);
            hostsRefused += host == Hosts.NONE ? 1 : 0;
        }
        boolean isAttacked = (host != Hosts.NONE && hosts.isAttacked(host, (int) second))
                || (attacked.hasNetworks() && attacked.holds(window.target(row)));
        if (group != null) {
            tellGroup(group, high, low, isAttacked);
        }
        if (host == Hosts.NONE) {
            return;
        }
        hosts.seen(host, hour);
        hosts.group(host, group == null ? 0 : group.number);
        for (int i = 0; i < Learned.COUNT; i++) {
            int curve = hosts.curve(host, i);
            if (curve == 0 && rates[i] >= worth[i]) {
                curve = begin(i, hour - hosts.since(host));
                hosts.curve(host, i, curve);
            }
            observe(curve, rates[i], isAttacked);
        }
    }

    /** Reads the rates of a row; tells whether any is worth a curve. */
    private boolean read(TrafficWindow window, int row) {
        boolean isWorth = false;
        for (int i = 0; i < Learned.COUNT; i++) {
            rates[i] = window.rate(row, Learned.metric(i));
            isWorth |= rates[i] >= worth[i];
        }
        return isWorth;
    }

    private void observe(int curve, long rate, boolean isAttacked) {
        if (curve > 0) {
            if (isAttacked) {
                curves.spoil(curve - 1);
            } else {
                curves.observe(curve - 1, rate);
            }
        }
    }

    /** Begins a curve of something known for some hours, in all of which it had less than is worth one. */
    private int begin(int i, int knownHours) {
        int worth = worth(i);
        int curve = curves.add(least(i));
        if (curve == Curves.NONE) {
            curvesRefused++;
            return REFUSED;
        }
        if (knownHours >= DAY) {
            for (int at = 0; at < Week.HOURS; at++) {
                curves.hour(curve, at, worth);
            }
        }
        curves.age(curve, knownHours);
        return curve + 1;
    }

    /** What anything without a curve is known to have less of. */
    int worth(int i) {
        return Scale.step((double) worth[i]);
    }

    /** A quarter of the floor is never unusual. */
    private int least(int i) {
        return worth(i) + 2 * Scale.DOUBLE;
    }

    private void tellGroup(Kept group, long high, long low, boolean isAttacked) {
        for (int i = 0; i < Learned.COUNT; i++) {
            if (isAttacked) {
                group.underAttack[i] += rates[i];
            } else if (rates[i] > 0) {
                Busiest busiest = group.busiest[i];
                if (busiest == null) {
                    int curve = curves.addOfHours(least(i));
                    if (curve == Curves.NONE) {
                        curvesRefused++;
                        continue;
                    }
                    busiest = new Busiest(curve);
                    group.busiest[i] = busiest;
                }
                busiest.observe(rates[i], high, low);
            }
        }
    }

    /** A network or a group. */
    private void sum(TrafficWindow window, int row) {
        Scope scope = window.scope(row);
        if (scope != Scope.GROUP && scope != Scope.PREFIX) {
            return;
        }
        Kept one = scope == Scope.GROUP ? group(window.group(row)) : kept(window.target(row), 0);
        if (one == null) {
            return;
        }
        read(window, row);
        one.seen = hour;
        boolean isAttacked = (int) second - one.attacked <= AttackedTargets.FRESH
                || (one.key instanceof Prefix network && attacked.touches(network));
        for (int i = 0; i < Learned.COUNT; i++) {
            if (one.curves[i] == 0 && rates[i] >= worth[i]) {
                one.curves[i] = begin(i, hour - one.since);
            }
            observe(one.curves[i], Math.max(0, rates[i] - one.underAttack[i]), isAttacked);
            one.underAttack[i] = 0;
        }
    }

    @SuppressWarnings("ReferenceEquality") // comparing the contents for every row would cost more than all else
    private @Nullable Kept group(HostGroup group) {
        if (group != lastGroup) {
            lastGroup = group;
            lastKept = kept(group.name(), groups + 1);
        }
        return lastKept;
    }

    private @Nullable Kept kept(Object key, int number) {
        Kept found = kept.get(key);
        if (found == null) {
            if (kept.size() >= MOST_KEPT) {
                keptRefused++;
                return null;
            }
            found = new Kept(key, number, hour);
            groups = Math.max(groups, number);
            kept.put(key, found);
            all.add(found);
        }
        return found;
    }

    /** What is learned of a group (its name) or network, or null. */
    @Nullable
    Kept of(Object key) {
        return kept.get(key);
    }

    List<Kept> kept() {
        return all;
    }

    /** Brings back what was kept on disk. */
    @Nullable
    Kept restore(Object key, int number, int since, int seen) {
        Kept one = kept(key, number);
        if (one != null) {
            one.since = since;
            one.seen = seen;
        }
        return one;
    }

    void groupAttacked(String name, int now) {
        Kept group = kept.get(name);
        if (group != null) {
            group.attacked = now;
        }
    }

    void hostAttacked(Address address, int now) {
        int host = hosts.find(address.high(), address.low());
        if (host == Hosts.NONE) {
            host = hosts.add(address.high(), address.low(), hour);
        }
        if (host != Hosts.NONE) {
            hosts.attacked(host, now);
        }
    }

    Map<String, Long> counters() {
        return Map.of(
                "hosts",
                (long) hosts.size(),
                "groups.and.networks",
                (long) kept.size(),
                "curves",
                (long) curves.used(),
                "hosts.refused",
                hostsRefused,
                "curves.refused",
                curvesRefused,
                "groups.and.networks.refused",
                keptRefused);
    }
}
