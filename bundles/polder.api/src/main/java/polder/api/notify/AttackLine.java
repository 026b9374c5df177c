// SPDX-License-Identifier: Apache-2.0
package polder.api.notify;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.Level;
import polder.api.config.Quantity;
import polder.api.traffic.Metric;

/** An event in one line for people. */
public final class AttackLine {
    private AttackLine() {}

    /** Without a line end, whatever those who ban by hand have written as the reason. */
    public static String of(AttackEvent event) {
        Attack attack = event.attack();
        String what = attack.isManual() ? "ban" : "attack";
        String where = attack.target() + " (group " + attack.group() + ")";
        Duration lasted = Duration.between(attack.since(), event.at()).truncatedTo(ChronoUnit.SECONDS);
        return switch (event.phase()) {
            case WARNED -> "warning of " + where + ": " + oneLine(attack.reason());
            case STARTED -> level(attack) + what + " started on " + where + ": " + oneLine(attack.reason())
                    + why(event);
            case ONGOING -> level(attack) + what + " ongoing on " + where + " for " + Quantity.human(lasted)
                    + now(event) + changed(event);
            case ENDED -> what + " ended on " + where + " after " + Quantity.human(lasted) + peak(attack);
            case PASSED -> "warning of " + where + " is over after " + Quantity.human(lasted) + peak(attack);
        };
    }

    private static String level(Attack attack) {
        return attack.level() == Level.CRITICAL ? "critical " : "";
    }

    private static String why(AttackEvent event) {
        return event.action() == Action.NONE
                ? "; not acted on: " + oneLine(event.attack().why())
                : "";
    }

    private static String changed(AttackEvent event) {
        return switch (event.action()) {
            case BEGIN -> "; acted on from now";
            case END -> "; no longer acted on: " + oneLine(event.attack().why());
            case NONE, KEEP -> "";
        };
    }

    /** Its rates are those of when it was last over its limits. */
    private static String now(AttackEvent event) {
        Attack attack = event.attack();
        Metric metric = attack.metric();
        if (metric == null) {
            return "";
        }
        Duration below = Duration.between(attack.lastOver(), event.at()).truncatedTo(ChronoUnit.SECONDS);
        return (below.isZero() ? ", now " : ", below its limits for " + Quantity.human(below) + ", before that ")
                + rate(attack.rates().get(metric), metric)
                + peak(attack);
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
