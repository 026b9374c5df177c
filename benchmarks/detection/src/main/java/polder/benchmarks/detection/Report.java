// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables, in Markdown. */
final class Report {
    private final StringBuilder out = new StringBuilder();

    String text() {
        return out.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a library
    private void line(String format, Object... arguments) {
        out.append(String.format(format, arguments)).append('\n');
    }

    /** What is aimed at, source by source. */
    void targets(Function<Source, Tally> polder) {
        line("| target | frames | sFlow 1:1000 | NetFlow |");
        line("|---|---|---|---|");
        line("| precision 0.99 |%s", cells(polder, tally -> String.format("%.3f", tally.precision())));
        line("| recall 0.98 |%s", cells(polder, tally -> recall(tally.row(any -> true))));
        line("| recall without what the source cannot tell |%s", cells(polder, tally -> recall(tally.told())));
        line(
                "| median time to detect: 1 s from frames, 3 s from sFlow |%s",
                cells(
                        polder,
                        tally -> median(tally.row(any -> true))));
        line("");
    }

    private static String cells(Function<Source, Tally> of, Function<Tally, String> text) {
        return Arrays.stream(Source.values())
                .map(source -> " " + text.apply(of.apply(source)) + " |")
                .collect(Collectors.joining());
    }

    private static String median(Tally.Row row) {
        return row.found() == 0 ? "–" : String.format("%.1f s", row.median());
    }

    private static String recall(Tally.Row row) {
        return String.format("%.3f (%d of %d)", row.recall(), row.found(), row.attacks);
    }

    void source(Source source, Tally polder, Tally rule) {
        line("## %s", source.text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + source.text.substring(1));
        line("");
        totals(polder, rule);
        table("attack", polder, rule, Event::what);
        table("multiple of the limit", polder, rule, event -> event.multiple() + " ×");
        table("shape", polder, rule, event -> event.shape().name().toLowerCase(java.util.Locale.ROOT));
        wrong(polder.causes(), rule.causes());
    }

    private void totals(Tally polder, Tally rule) {
        Tally.Row ours = polder.row(any -> true);
        Tally.Row theirs = rule.row(any -> true);
        line("| | Polder | fixed limit |");
        line("|---|---|---|");
        line("| precision | %.3f | %.3f |", polder.precision(), rule.precision());
        line("| recall | %.3f | %.3f |", ours.recall(), theirs.recall());
        Tally.Row hosts = polder.row(event -> event.target().isHost());
        Tally.Row theirHosts = rule.row(event -> event.target().isHost());
        line("| recall, attacks on single hosts | %.3f | %.3f |", hosts.recall(), theirHosts.recall());
        Tally.Row told = polder.told();
        Tally.Row theirTold = rule.told();
        line("| recall without what the source cannot tell | %.3f | %.3f |", told.recall(), theirTold.recall());
        line("| attacks, and how many of them the source can tell | %d, %d | |", ours.attacks, told.attacks);
        line("| time to detect, s: median / 95 %% / worst | %s | %s |", ours.times(), theirs.times());
        line("| false alarms | %d | %d |", polder.wrong(), rule.wrong());
        line("| attacks told of more than once | %d | %d |", polder.repeats(), rule.repeats());
        line("");
    }

    private void table(String what, Tally polder, Tally rule, Function<Event, String> by) {
        line("| %s | attacks | found: Polder | fixed limit | time to detect, s: Polder | fixed limit |", what);
        line("|---|---|---|---|---|---|");
        for (String key : polder.keys(by)) {
            Tally.Row ours = polder.row(event -> by.apply(event).equals(key));
            Tally.Row theirs = rule.row(event -> by.apply(event).equals(key));
            String format = "| %s | %d | %d | %d | %s | %s |";
            line(format, key, ours.attacks, ours.found(), theirs.found(), ours.times(), theirs.times());
        }
        line("");
    }

    private void wrong(Map<String, Integer> polder, Map<String, Integer> rule) {
        TreeSet<String> causes = new TreeSet<>(polder.keySet());
        causes.addAll(rule.keySet());
        line("| cause of a false alarm | Polder | fixed limit |");
        line("|---|---|---|");
        for (String cause : causes) {
            line("| %s | %d | %d |", cause, polder.getOrDefault(cause, 0), rule.getOrDefault(cause, 0));
        }
        line("");
    }

    void quiet(QuietHost.Outcome quiet) {
        line("## A quiet host for a day");
        line("");
        line(
                "A host with %.0f packets a second, %.0f %% of its limit, seen through sFlow 1:%d for %,d s.",
                quiet.rate(), 100 * quiet.share(), Source.ONE_IN, quiet.seconds());
        line("");
        line("| rule | alarms |");
        line("|---|---|");
        line("| Polder | %d |", quiet.polder().size());
        line("| the last second over the limit, once a second | %,d |", quiet.naive());
        line("| moving average of 5 s over the limit, once a second | %,d |", quiet.average());
        line("");
    }

    /** Everything that went wrong, one by one. */
    static void details(String title, List<Score> scores) {
        for (Score score : scores) {
            score.found().forEach((event, alarm) -> {
                if (alarm == null) {
                    String why = score.isHidden(event) ? "; the source cannot tell" : "";
                    System.out.printf("%s missed: %s%s%n", title, words(event), why);
                }
            });
            score.wrong()
                    .forEach(one -> System.out.printf(
                            "%s false: %.1f s %s %s (%s): %s%n",
                            title,
                            (one.alarm().since() - Scenario.BEGIN) / 1e9,
                            one.alarm().target(),
                            one.alarm().direction(),
                            one.cause(),
                            one.alarm().reason()));
        }
    }

    private static String words(Event event) {
        return String.format(
                "%s, %s %s, %.2f ×, %.0f pps, %s, %.1f s to %.1f s",
                event.what(),
                event.target(),
                event.direction(),
                event.multiple(),
                event.packetsPerSecond(),
                event.shape(),
                (event.start() - Scenario.BEGIN) / 1e9,
                (event.end() - Scenario.BEGIN) / 1e9);
    }
}
