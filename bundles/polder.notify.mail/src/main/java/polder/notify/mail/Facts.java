// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.config.Quantity;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Facet;
import polder.api.evidence.Share;
import polder.api.traffic.Metric;

/** What somebody wants to know who is woken up by an attack, the most urgent first. */
final class Facts {
    private static final int MOST_ROWS = 5;
    /** The facets worth a table, with their titles. */
    private static final List<Map.Entry<String, Facet>> TABLES = List.of(
            Map.entry("Sources", Facet.SOURCE),
            Map.entry("Source ports", Facet.SOURCE_PORT),
            Map.entry("Targets", Facet.TARGET),
            Map.entry("Target ports", Facet.TARGET_PORT),
            Map.entry("TCP flags", Facet.TCP_FLAGS),
            Map.entry("Source networks", Facet.SOURCE_AS),
            Map.entry("Source countries", Facet.SOURCE_COUNTRY),
            Map.entry("Comes in at", Facet.INGRESS));

    private final AttackEvent event;
    private final Phase step;
    private final Attack attack;
    private final @Nullable AttackEvidence evidence;

    Facts(AttackEvent event, Phase step, @Nullable AttackEvidence evidence) {
        this.event = event;
        this.step = step;
        attack = event.attack();
        this.evidence = evidence;
    }

    List<Map<String, Object>> facts() {
        List<Map<String, Object>> facts = new ArrayList<>();
        fact(facts, "Reason", attack.reason());
        fact(facts, "Group", attack.group());
        fact(facts, "Level", lower(attack.level()));
        fact(facts, "Since", time(attack.since()) + lasted());
        fact(facts, "Acted on", acted());
        fact(facts, "Traffic so far", traffic());
        AttackEvidence seen = evidence;
        if (seen != null) {
            fact(facts, "What it is", what(seen.vectors()));
            fact(facts, "Sources", sources(seen));
        }
        fact(facts, "More", "bin/polder attack-show " + attack.id());
        return facts;
    }

    private static void fact(List<Map<String, Object>> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.add(Map.of("name", name, "value", value.lines().findFirst().orElse("")));
        }
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String lasted() {
        Duration lasted = Duration.between(attack.since(), event.at()).truncatedTo(ChronoUnit.SECONDS);
        boolean over = step == Phase.ENDED || step == Phase.PASSED;
        return lasted.toSeconds() < 1 ? "" : (over ? ", over after " : ", for ") + Quantity.human(lasted);
    }

    private String acted() {
        Instant since = attack.actedSince();
        if (attack.acting()) {
            return "yes" + (since == null ? "" : ", since " + time(since));
        }
        return attack.why().isEmpty() ? "no" : "no: " + attack.why();
    }

    private String traffic() {
        return attack.packets() == 0
                ? ""
                : Quantity.human(attack.packets()) + " packets, " + Quantity.human(attack.bytes()) + " bytes";
    }

    private static String what(List<Share> vectors) {
        List<String> words = vectors.stream()
                .limit(MOST_ROWS)
                .map(one -> one.name() + ' ' + percent(one) + '%')
                .toList();
        return String.join(", ", words);
    }

    private static String sources(AttackEvidence seen) {
        String error = seen.sourcesError() > 0 ? " ± " + Math.round(seen.sourcesError() * 100) + '%' : "";
        return seen.sources() == 0 ? "" : Quantity.human(seen.sources()) + error;
    }

    /** The facts and the tables, a line each. */
    String text() {
        StringBuilder out = new StringBuilder(1024);
        for (Map<String, Object> fact : facts()) {
            out.append(fact.get("name")).append(": ").append(fact.get("value")).append('\n');
        }
        for (Map<String, Object> table : tables()) {
            out.append('\n').append(table.get("title")).append('\n');
            for (Object one : (List<?>) table.getOrDefault("rows", List.of())) {
                Map<?, ?> row = (Map<?, ?>) one;
                out.append(String.format(Locale.ROOT, "%4s%%  ", row.get("percent")));
                out.append(row.get("name"))
                        .append("  (")
                        .append(row.get("value"))
                        .append(")\n");
            }
        }
        return out.toString();
    }

    /** The rates that were compared, and how they compare. */
    List<Map<String, Object>> bars() {
        Metric metric = attack.metric();
        if (metric == null || attack.limit() <= 0) {
            return List.of();
        }
        long most = Math.max(Math.max(attack.peak(), attack.observed()), attack.limit());
        List<Map<String, Object>> bars = new ArrayList<>();
        bars.add(bar("limit", attack.limit(), most, metric));
        bars.add(bar("at the detection", attack.observed(), most, metric));
        bars.add(bar("at its peak", attack.peak(), most, metric));
        if (step == Phase.ONGOING) {
            bars.add(bar("now", attack.rates().get(metric), most, metric));
        }
        return bars;
    }

    private static Map<String, Object> bar(String name, long value, long most, Metric metric) {
        int percent = (int) Math.min(100, Math.max(1, Math.round(100.0 * value / most)));
        return MailFields.row(name, Quantity.human(value, metric.unit().perSecond()), percent);
    }

    List<Map<String, Object>> tables() {
        AttackEvidence seen = evidence;
        List<Map<String, Object>> tables = new ArrayList<>();
        if (seen == null) {
            return tables;
        }
        add(tables, "What it is", seen.vectors());
        TABLES.stream()
                .filter(one ->
                        one.getValue() != Facet.TARGET || seen.top(Facet.TARGET).size() > 1)
                .forEach(one -> add(tables, one.getKey(), seen.top(one.getValue())));
        return tables;
    }

    private static void add(List<Map<String, Object>> tables, String title, List<Share> shares) {
        List<Map<String, Object>> rows = shares.stream()
                .limit(MOST_ROWS)
                .map(one -> MailFields.row(one.name(), Quantity.human(one.packets()) + " packets", percent(one)))
                .toList();
        if (!rows.isEmpty()) {
            tables.add(MailFields.table(title, rows));
        }
    }

    private static int percent(Share share) {
        return (int) Math.min(100, Math.round(share.ofPackets() * 100));
    }
}
