// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.config.Settings;

/**
 * What is done against attacks on the hosts of some groups, as {@code etc/polder.mitigation.policy-<name>.cfg} says.
 *
 * @param groups names of host groups; empty for all that no other policy names
 * @param outgoing whether something is announced against attacks by our own hosts, too
 * @param ladder its steps, the first first
 */
record Policy(String name, List<String> groups, Mode mode, boolean outgoing, List<Rung> ladder) {
    private static final String STEP = "step.";

    /** Who decides. In order: what comes later does more. */
    enum Mode {
        /** Nothing is announced; what would have been is written down. */
        OBSERVE,
        /** People decide on each announcement. */
        APPROVE,
        /** What is due is announced. */
        AUTO
    }

    static Policy of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        Policy read = new Policy(
                settings.instance(),
                settings.list("groups"),
                settings.choice("mode", Mode.OBSERVE),
                settings.flag("outgoing", false),
                ladder(settings));
        settings.refuseRest();
        return read;
    }

    private static List<Rung> ladder(Settings settings) {
        List<Rung> ladder = new ArrayList<>();
        for (int number = 1; !settings.text(STEP + number, "").isEmpty(); number++) {
            int n = number;
            String key = STEP + n;
            Rung rung = settings.read(key, "", Rung.ACCEPTED, Rung.BAN, text -> Rung.parse(n, text));
            if (n > 1 && rung.kind() == Rung.Kind.NOTIFY) {
                settings.fault(key, "is not accepted; notify can be the first step only");
            } else if (n > 1
                    && rung.number() == n
                    && rung.level() == null
                    && rung.after().isZero()) {
                settings.fault(
                        key, "is due at once, so that no step before it ever is; add after 30s or level critical");
            }
            ladder.add(rung);
        }
        for (String stray : settings.keys(STEP)) {
            settings.fault(stray, "is not accepted; steps are step.1, step.2 and so on, without a gap");
        }
        return ladder;
    }

    /** The policy of a group: the first by name that names it, else the first that names none; null when there is neither. */
    static @Nullable Policy of(String group, Collection<Policy> all) {
        return all.stream()
                .filter(one -> one.groups.isEmpty() || one.groups.contains(group))
                .min(Comparator.comparing((Policy one) -> one.groups.isEmpty()).thenComparing(Policy::name))
                .orElse(null);
    }
}
