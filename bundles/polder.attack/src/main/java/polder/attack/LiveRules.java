// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.attack.Rule;

/** The rules that have fired in an attack, the first first. Guarded by its {@link AttackBook}. */
final class LiveRules {
    /** That are remembered; there are far fewer. */
    private static final int MOST = 64;

    private final List<LiveRule> all = new ArrayList<>();

    LiveRules(List<Rule> known) {
        known.forEach(rule -> all.add(new LiveRule(rule)));
    }

    List<Rule> now() {
        return all.stream().map(LiveRule::now).toList();
    }

    void fired(Instant at, String detector, Fired fired, String group) {
        for (LiveRule rule : all) {
            if (rule.is(detector, fired)) {
                rule.again(at, fired.observed());
                return;
            }
        }
        if (all.size() < MOST) {
            all.add(new LiveRule(new Rule(
                    detector,
                    fired.level(),
                    fired.metric(),
                    group,
                    fired.observed(),
                    fired.limit(),
                    fired.observed(),
                    fired.samples(),
                    fired.reason(),
                    at,
                    at)));
        }
    }

    /** The highest level that has fired within so long. */
    Level highest(Instant at, Duration within) {
        Level highest = Level.WARN;
        for (LiveRule rule : all) {
            boolean recent = rule.last().equals(at) || at.isBefore(rule.last().plus(within));
            highest = recent ? max(highest, rule.level()) : highest;
        }
        return highest;
    }

    static Level max(Level a, Level b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** The worst rule of this window: of the highest level, and of these the one that is most times over its limit. */
    Rule lead(Instant at) {
        Rule lead = null;
        for (LiveRule rule : all) {
            Rule one = rule.now();
            if (one.last().equals(at) && (lead == null || isWorse(one, lead))) {
                lead = one;
            }
        }
        if (lead == null) {
            throw new IllegalStateException("nothing has fired");
        }
        return lead;
    }

    private static boolean isWorse(Rule one, Rule other) {
        int order = one.level().compareTo(other.level());
        return order > 0 || (order == 0 && times(one) > times(other));
    }

    private static double times(Rule rule) {
        return rule.peak() / (double) Math.max(1, rule.limit());
    }

    /** The clock was set back. */
    void notAfter(Instant at) {
        all.forEach(rule -> rule.notAfter(at));
    }
}
