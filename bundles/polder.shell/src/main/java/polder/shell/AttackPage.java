// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Rule;
import polder.api.attack.Step;
import polder.api.config.Quantity;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Facet;
import polder.api.evidence.Share;
import polder.api.traffic.Metric;

/** All there is of an attack, so that each decision about it can be understood. */
final class AttackPage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS");

    private AttackPage() {}

    static Page of(Attack attack, List<Step> steps, Optional<AttackEvidence> evidence) {
        Page page = new Page()
                .fact("id", "Id", attack.id())
                .fact("target", "Target", attack.target())
                .fact("state", "State", attack.state())
                .fact("level", "Level", attack.level())
                .fact("direction", "Direction", attack.direction())
                .fact("group", "Group", attack.group())
                .fact("detector", "Detector", attack.detector())
                .fact("reason", "Reason", attack.reason())
                .fact("metric", "Metric", AttackRows.metric(attack))
                .fact("observed", "At start", attack.observed(), AttackRows.rate(attack, attack.observed()))
                .fact("peak", "Peak", attack.peak(), AttackRows.rate(attack, attack.peak()))
                .fact("limit", "Limit", attack.limit(), AttackRows.rate(attack, attack.limit()))
                .hidden("start_rates", attack.startRates())
                .hidden("rates", attack.rates());
        life(page, attack);
        return page.fact(
                        "evidence",
                        "Largest",
                        evidence.map(found -> EvidencePage.of(found).json()).orElse(null),
                        evidence.map(EvidencePage::summary).orElse("-"))
                .table("rules", rules(), attack.rules())
                .table("actions", steps(), steps);
    }

    private static void life(Page page, Attack attack) {
        page.fact("packets", "Packets", attack.packets())
                .fact("bytes", "Bytes", attack.bytes())
                .fact("since", "Since", attack.since())
                .fact("last_over", "Last over", attack.lastOver())
                .fact("ended", "Ended", attack.ended())
                .fact("duration_seconds", "Duration", AttackRows.duration(attack))
                .fact("acting", "Acted on", attack.acting(), acted(attack))
                .hidden("acted_since", attack.actedSince())
                .hidden("why", attack.why())
                .fact("hold_seconds", "Hold", attack.hold())
                .fact("ban_time_seconds", "Ban time", attack.banTime());
    }

    /** What people read of its evidence, and its rates. */
    static void tables(Page page, Attack attack, Optional<AttackEvidence> evidence) {
        evidence.ifPresent(found -> page.some("vectors", shares("Vector"), found.vectors())
                .some("sources", shares("Source"), found.top(Facet.SOURCE)));
        Columns<Metric> columns = Metrics.columns("Its traffic was not counted.");
        Metrics.add(columns, "start", "At start", attack.startRates());
        Metrics.add(columns, "last", "When last over", attack.rates());
        page.table("metrics", columns, Metrics.busy(attack.startRates(), attack.rates()));
    }

    private static String acted(Attack attack) {
        Instant since = attack.actedSince();
        String once = since == null ? "no" : (attack.acting() ? "since " : "no longer, begun ") + Text.of(since);
        return attack.why().isEmpty() ? once : once + ": " + attack.why();
    }

    private static Columns<Rule> rules() {
        return new Columns<Rule>("No rule has fired.")
                .text("level", "Level", Rule::level)
                .text("metric", "Rule", AttackPage::metric)
                .text("detector", "Detector", Rule::detector)
                .text("group", "Group", Rule::group)
                .right("observed", "Value", Rule::observed, rule -> rate(rule, rule.observed()))
                .right("limit", "Limit", Rule::limit, rule -> rate(rule, rule.limit()))
                .right("peak", "Peak", Rule::peak, rule -> rate(rule, rule.peak()))
                .right(
                        "samples",
                        "Samples",
                        AttackPage::samples,
                        rule -> samples(rule) == null ? "all" : Text.of(samples(rule)))
                .text("first", "First", Rule::first, rule -> time(rule.first()))
                .text("last", "Last", Rule::last, rule -> time(rule.last()))
                .wrapped("reason", "Reason", Rule::reason)
                .less("detector", "reason", "last", "peak");
    }

    private static @Nullable String metric(Rule rule) {
        Metric metric = rule.metric();
        return metric == null ? null : metric.key();
    }

    /** Null when every packet was seen. */
    private static @Nullable Long samples(Rule rule) {
        return rule.samples() == Long.MAX_VALUE ? null : Long.valueOf(rule.samples());
    }

    private static String rate(Rule rule, long value) {
        Metric metric = rule.metric();
        return metric == null ? Quantity.human(value) : Metrics.human(metric, value);
    }

    private static Columns<Step> steps() {
        return new Columns<Step>("Nothing was decided or told yet.")
                .text("at", "When", Step::at, step -> time(step.at()))
                .text("who", "Who", Step::who)
                .text("phase", "Phase", Step::phase)
                .text("action", "Action", Step::action)
                .hidden("failed", Step::failed)
                .wrapped("words", "Outcome", Step::words, AttackPage::outcome);
    }

    private static String outcome(Step step) {
        return step.failed() ? "FAILED: " + step.words() : step.words().isEmpty() ? "taken" : step.words();
    }

    private static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    private static Columns<Share> shares(String header) {
        return new Columns<Share>("")
                .text("name", header, Share::name)
                .number("packets", "Packets", Share::packets)
                .right("of_packets", "Of packets", Share::ofPackets, share -> Text.percent(100 * share.ofPackets()))
                .number("bytes", "Bytes", Share::bytes)
                .right("of_bytes", "Of bytes", Share::ofBytes, share -> Text.percent(100 * share.ofBytes()));
    }
}
