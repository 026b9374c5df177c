// SPDX-License-Identifier: Apache-2.0
package polder.notify.log;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.config.Quantity;
import polder.api.traffic.Metric;

/** An event in one line for people. */
final class AttackLine {
    private AttackLine() {}

    static String of(AttackEvent event) {
        Attack attack = event.attack();
        String what = attack.isManual() ? "ban" : "attack";
        String where = attack.target() + " (group " + attack.group() + ")";
        Duration lasted = Duration.between(attack.since(), event.at()).truncatedTo(ChronoUnit.SECONDS);
        return switch (event.phase()) {
            case STARTED -> what + " started on " + where + ": " + oneLine(attack.reason());
            case ONGOING -> what + " ongoing on " + where + " for " + Quantity.human(lasted) + now(attack);
            case ENDED -> what + " ended on " + where + " after " + Quantity.human(lasted) + peak(attack);
        };
    }

    private static String now(Attack attack) {
        Metric metric = attack.metric();
        return metric == null ? "" : ", now " + rate(attack.rates().get(metric), metric) + peak(attack);
    }

    private static String peak(Attack attack) {
        Metric metric = attack.metric();
        return metric == null
                ? ""
                : ", peak " + rate(attack.peak(), metric) + " of " + metric.key() + ", limit "
                        + rate(attack.limit(), metric);
    }

    private static String rate(long value, Metric metric) {
        return Quantity.human(value, metric.unit().perSecond());
    }

    /** Whoever bans by hand may write what he likes as the reason; the log stays a line each. */
    private static String oneLine(String reason) {
        return reason.replaceAll("\\s+", " ").strip();
    }
}
