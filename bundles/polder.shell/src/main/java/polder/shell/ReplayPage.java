// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.config.Quantity;
import polder.api.replay.Replay;
import polder.api.replay.Replay.Change;

/** What came of a replay. */
final class ReplayPage {
    private ReplayPage() {}

    /** @param compared whether other limits were tried */
    static Page of(Replay replay, boolean compared) {
        double seconds = Math.max(1e-3, replay.took().toMillis() / 1e3);
        Page page = new Page()
                .fact("decoder", "Decoder", replay.decoder())
                .fact("begin", "Begins", replay.begin())
                .fact("length_seconds", "Lasts", seconds(replay.length()), text(replay.length()))
                .fact("packets", "Packets", replay.packets())
                .fact("flows", "Flows", replay.flows())
                .fact("filtered", "Left out", replay.filtered(), replay.filtered() + " by filters")
                .fact("rejects", "Rejected", replay.rejects())
                .fact(
                        "took_seconds",
                        "Took",
                        seconds(replay.took()),
                        text(replay.took()) + ", " + Quantity.human((long) (replay.packets() / seconds), "pps"))
                .fact("notes", "To know", replay.notes(), Text.some(replay.notes()));
        page.table("attacks", attacks(replay.begin()), replay.attacks());
        if (compared) {
            page.fact("changed", "What if", changed(replay), words(replay))
                    .table("changes", changes(replay.begin()), replay.changes());
        }
        return page;
    }

    private static Columns<Attack> attacks(Instant begin) {
        return new Columns<Attack>("No attack.")
                .text("target", "Target", Attack::target)
                .text("direction", "Direction", Attack::direction)
                .text("level", "Level", Attack::level)
                .right(
                        "after_seconds",
                        "After",
                        attack -> seconds(after(begin, attack)),
                        attack -> text(after(begin, attack)))
                .right("duration_seconds", "For", attack -> seconds(lasted(attack)), attack -> text(lasted(attack)))
                .text("since", "Since", Attack::since)
                .text("group", "Group", Attack::group)
                .text("detector", "Detector", Attack::detector)
                .text("metric", "Rule", AttackRows::metric)
                .right("observed", "Value", Attack::observed, attack -> AttackRows.rate(attack, attack.observed()))
                .right("limit", "Limit", Attack::limit, attack -> AttackRows.rate(attack, attack.limit()))
                .right("peak", "Peak", Attack::peak, attack -> AttackRows.rate(attack, attack.peak()))
                .text("action", "Would be", ReplayPage::action)
                .hidden("last_over", Attack::lastOver)
                .hidden("packets", Attack::packets)
                .hidden("bytes", Attack::bytes)
                .hidden("why", Attack::why)
                .wrapped("reason", "Reason", Attack::reason)
                .less("since", "group", "detector", "peak", "limit");
    }

    /** What the appliance would have done about it. */
    private static String action(Attack attack) {
        return attack.actedSince() != null ? "acted on" : "told, not acted on: " + attack.why();
    }

    private static Columns<Change> changes(Instant begin) {
        return new Columns<Change>("No attack, with neither.")
                .text("target", "Target", change -> either(change).target())
                .text("direction", "Direction", change -> either(change).direction())
                .text("change", "Change", ReplayPage::kind)
                .right(
                        "now_after_seconds",
                        "Now after",
                        change -> at(begin, change.now()),
                        change -> at(change.now(), begin))
                .right(
                        "then_after_seconds",
                        "Then after",
                        change -> at(begin, change.then()),
                        change -> at(change.then(), begin))
                .text("now_level", "Now", change -> level(change.now()))
                .text("then_level", "Then", change -> level(change.then()))
                .text("now_reason", "Reason now", change -> reason(change.now()))
                .text("then_reason", "Reason then", change -> reason(change.then()))
                .less("now_reason", "then_reason");
    }

    private static String kind(Change change) {
        if (change.then() == null) {
            return "only now";
        }
        if (change.now() == null) {
            return "only then";
        }
        return change.isNone() ? "none" : "other times or level";
    }

    private static long changed(Replay replay) {
        return replay.changes().stream().filter(change -> !change.isNone()).count();
    }

    private static String words(Replay replay) {
        List<Change> all = replay.changes();
        long fewer = all.stream().filter(change -> change.then() == null).count();
        long more = all.stream().filter(change -> change.now() == null).count();
        long other = changed(replay) - fewer - more;
        return "%d attacks only with the limits there are, %d only with the others, %d in both but not the same, %d unchanged"
                .formatted(fewer, more, other, all.size() - fewer - more - other);
    }

    private static Attack either(Change change) {
        Attack now = change.now();
        return now != null ? now : Objects.requireNonNull(change.then());
    }

    private static @Nullable Object at(Instant begin, @Nullable Attack attack) {
        return attack == null ? null : seconds(after(begin, attack));
    }

    private static String at(@Nullable Attack attack, Instant begin) {
        return attack == null ? "-" : text(after(begin, attack));
    }

    private static @Nullable Object level(@Nullable Attack attack) {
        return attack == null ? null : attack.level();
    }

    private static @Nullable Object reason(@Nullable Attack attack) {
        return attack == null ? null : attack.reason();
    }

    private static Duration after(Instant begin, Attack attack) {
        return Duration.between(begin, attack.since());
    }

    private static Duration lasted(Attack attack) {
        return Duration.between(attack.since(), attack.lastOver());
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    private static String text(Duration time) {
        return time.toMinutes() > 9 ? Text.of(time) : seconds(time) + " s";
    }
}
