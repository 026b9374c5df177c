// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;
import polder.wire.Prefix;

/** The prefixes under attack in one window: what a single host in one of them has is part of that, unless it is most of it. */
final class Folds {
    private final Instant at;
    private final List<LiveAttack> prefixes = new ArrayList<>();

    Folds(Instant at) {
        this.at = at;
    }

    void add(LiveAttack attack) {
        Prefix target = attack.start().target();
        if (!target.isHost() && target.length() > 0 && attack.isOverAt(at)) {
            prefixes.add(attack);
        }
    }

    /** Whether an attack that is about to begin is part of one of them. */
    boolean hold(LiveAttack fresh) {
        Prefix target = fresh.start().target();
        return target.isHost()
                && prefixes.stream()
                        .anyMatch(one -> one.start().target().contains(target.base())
                                && one.start().direction() == fresh.start().direction()
                                && (one.isAlerted(at) || !fresh.isAlerted(at))
                                && !isMost(fresh, one, Unit.PACKETS)
                                && !isMost(fresh, one, Unit.BITS));
    }

    private static boolean isMost(LiveAttack host, LiveAttack prefix, Unit unit) {
        Metric metric = Metric.of(host.start().direction(), TrafficClass.TOTAL, unit);
        return host.rates().get(metric) > prefix.rates().get(metric) / 2;
    }
}
