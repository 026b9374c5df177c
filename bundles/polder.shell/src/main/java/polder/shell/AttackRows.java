// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Attacks;
import polder.api.config.Quantity;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

/** Attacks as lists show them, and how an operator names one. */
final class AttackRows {
    private AttackRows() {}

    /** The start of an id, enough to tell the attacks of a day apart. */
    static String shortId(Attack attack) {
        return attack.id().toString().substring(0, 8);
    }

    static Columns<Attack> columns(String whenEmpty) {
        return new Columns<Attack>(whenEmpty)
                .text("id", "Id", Attack::id, AttackRows::shortId)
                .text("target", "Target", Attack::target)
                .text("state", "State", Attack::state)
                .text("level", "Level", Attack::level)
                .text("acting", "Acted on", Attack::acting, attack -> attack.acting() ? "yes" : "no")
                .text("group", "Group", Attack::group)
                .text("detector", "Detector", Attack::detector)
                .text("metric", "Metric", AttackRows::metric)
                .right("observed", "At start", Attack::observed, attack -> rate(attack, attack.observed()))
                .right("peak", "Peak", Attack::peak, attack -> rate(attack, attack.peak()))
                .right("limit", "Limit", Attack::limit, attack -> rate(attack, attack.limit()))
                .text("since", "Since", Attack::since)
                .hidden("direction", Attack::direction)
                .hidden("packets", Attack::packets)
                .hidden("bytes", Attack::bytes)
                .hidden("acted_since", Attack::actedSince)
                .hidden("why", Attack::why)
                .hidden("last_over", Attack::lastOver)
                .hidden("ended", Attack::ended)
                .right("duration_seconds", "For", AttackRows::duration, attack -> Text.of(duration(attack)))
                .hidden("hold_seconds", Attack::hold)
                .hidden("ban_time_seconds", Attack::banTime)
                .text("reason", "Reason", Attack::reason)
                .less("group", "detector", "metric", "observed", "duration_seconds", "state");
    }

    /** The key of what was too much; null for a ban by hand. */
    static @Nullable String metric(Attack attack) {
        Metric metric = attack.metric();
        return metric == null ? null : metric.key();
    }

    static String rate(Attack attack, long value) {
        Metric metric = attack.metric();
        if (metric == null) {
            return attack.isManual() ? "-" : Quantity.human(value);
        }
        return Metrics.human(metric, value);
    }

    /** The attack or ban on a host that has not ended. */
    static Optional<Attack> on(Address host, Optional<Attacks> attacks) {
        Prefix target = Prefix.host(host);
        return attacks.stream()
                .flatMap(all -> all.active().stream())
                .filter(attack -> attack.target().equals(target))
                .findFirst();
    }

    static Duration duration(Attack attack) {
        Instant end = attack.ended() == null ? Instant.now() : attack.ended();
        Duration lasted = Duration.between(attack.since(), end).truncatedTo(ChronoUnit.SECONDS);
        return lasted.isNegative() ? Duration.ZERO : lasted;
    }

    /**
     * The attack an operator means by an id, the start of one, or a target; of several on one target the newest that has not ended.
     *
     * @param withEnded whether those that have ended count too
     */
    static Attack find(Attacks attacks, String text, boolean withEnded) throws CommandException {
        List<Attack> known = (withEnded
                        ? Stream.concat(attacks.active().stream(), attacks.ended().stream())
                        : attacks.active().stream())
                .toList();
        Optional<Attack> onTarget = known.stream()
                .filter(one -> one.target().toString().equals(target(text)))
                .findFirst();
        if (onTarget.isPresent()) {
            return onTarget.get();
        }
        String start = text.toLowerCase(Locale.ROOT);
        List<Attack> named = known.stream()
                .filter(one -> one.id().toString().startsWith(start))
                .toList();
        if (named.size() != 1 || text.length() < 4) {
            throw new CommandException(
                    (named.size() > 1 ? "'" + text + "' is the start of several ids" : "no attack '" + text + "'")
                            + "; give an address or an id of polder:attack-list" + (withEnded ? " --all" : ""));
        }
        return named.get(0);
    }

    private static String target(String text) {
        Address address = Address.parseOrNull(text);
        return address == null ? text : Prefix.host(address).toString();
    }
}
