// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import polder.api.mitigation.Proposal;
import polder.benchmarks.detection.ProposedRules.Proposed;
import polder.benchmarks.detection.ProposedTruth.Count;

/** Has FlowSpec rules proposed against every attack of a scenario, counts what they match, and prints it as Markdown. */
public final class ProposedTable {
    private final StringBuilder out = new StringBuilder();

    private ProposedTable() {}

    /**
     * Runs it.
     *
     * @param arguments the folder of the repository, the file to write
     */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        Path nothing = Files.createTempDirectory("polder-proposals");
        System.setProperty("karaf.data", nothing.toString());
        CfgFiles cfg = new CfgFiles(root.resolve("etc"), root.resolve("benchmarks/detection/etc"));
        Map<Source, Map<Event, Proposed>> proposed = new EnumMap<>(Source.class);
        Map<Source, Map<Event, Count>> truth = new EnumMap<>(Source.class);
        for (Source source : Source.values()) {
            Map<Event, Proposed> all = new HashMap<>();
            ProposedTruth first = new ProposedTruth();
            for (Proposed one : ProposedRules.of(cfg, source, 1)) {
                all.put(one.event(), one);
                first.add(one.event(), one.first());
            }
            try (Pipeline limits = new Pipeline(cfg, source.decoder(cfg), List.of(), 0)) {
                ProposedRules.scenario(1, limits::limit).play(first);
            }
            proposed.put(source, all);
            truth.put(source, first.counts());
            System.out.println(source.text + ": " + all.size() + " attacks");
            first.counts()
                    .forEach((event, count) -> System.out.printf(
                            Locale.ROOT,
                            "%s to %s, %.1f: %s; %s%n",
                            event.what(),
                            event.target(),
                            event.multiple(),
                            figures(count),
                            Objects.requireNonNull(all.get(event)).first().words()));
        }
        ProposedTable table = new ProposedTable();
        table.write(proposed, truth);
        Files.writeString(Path.of(arguments[1]), table.out);
        System.out.println(table.out);
        Files.delete(nothing);
    }

    private void write(Map<Source, Map<Event, Proposed>> proposed, Map<Source, Map<Event, Count>> truth) {
        summary(proposed, truth);
        out.append("\n| attack | times the limit | rules from every frame, at the detection |");
        for (Source source : Source.values()) {
            out.append(' ').append(source.text).append(" |");
        }
        out.append("\n|---|---|---|")
                .append("---|".repeat(Source.values().length))
                .append('\n');
        proposed.values().stream()
                .flatMap(all -> all.keySet().stream())
                .distinct()
                .sorted(Comparator.comparing(Event::kind)
                        .thenComparingDouble(Event::multiple)
                        .thenComparingInt(Event::id))
                .forEach(event -> row(event, proposed, truth));
    }

    private void row(Event event, Map<Source, Map<Event, Proposed>> proposed, Map<Source, Map<Event, Count>> truth) {
        Proposed told = null;
        for (Source source : Source.values()) {
            told = told == null ? Objects.requireNonNull(proposed.get(source)).get(event) : told;
        }
        if (told == null) {
            return;
        }
        String family = event.target().base().isV4() ? "" : ", IPv6";
        String rules = told.first().rules().stream()
                .map(rule -> '`' + rule.rule().toString().replaceFirst("destination \\S+ ?", "") + '`')
                .collect(Collectors.joining("<br>"));
        out.append(String.format(
                Locale.ROOT,
                "| %s%s | %.1f | %s |",
                event.what(),
                family,
                event.multiple(),
                rules.isEmpty() ? "none" : rules));
        for (Source source : Source.values()) {
            Count count = Objects.requireNonNull(truth.get(source)).get(event);
            out.append(' ').append(count == null ? "not found" : figures(count)).append(" |");
        }
        out.append('\n');
    }

    private static String figures(Count count) {
        return percent(count.coverage()) + ", hits " + percent(count.collateral());
    }

    private static String percent(double part) {
        return Double.isNaN(part) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }

    private void summary(Map<Source, Map<Event, Proposed>> proposed, Map<Source, Map<Event, Count>> truth) {
        out.append(
                "| | attacks found | covered to 90 % | coverage, mean | foretold | collateral, mean | foretold | most | rules, mean |\n");
        out.append("|---|---|---|---|---|---|---|---|---|\n");
        for (Source source : Source.values()) {
            List<Count> counts =
                    List.copyOf(Objects.requireNonNull(truth.get(source)).values());
            List<Proposal> told = Objects.requireNonNull(proposed.get(source)).values().stream()
                    .map(Proposed::first)
                    .toList();
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %s | %s | %s | %s | %.1f |%n",
                    source.text,
                    counts.size(),
                    counts.stream().filter(one -> one.coverage() >= 0.9).count(),
                    percent(mean(counts.stream().mapToDouble(Count::coverage))),
                    percent(mean(told.stream().mapToDouble(Proposal::coverage))),
                    percent(mean(counts.stream().mapToDouble(Count::collateral))),
                    percent(mean(told.stream().mapToDouble(Proposal::collateral))),
                    percent(counts.stream()
                            .mapToDouble(Count::collateral)
                            .filter(one -> !Double.isNaN(one))
                            .max()
                            .orElse(Double.NaN)),
                    told.stream().mapToInt(one -> one.rules().size()).average().orElse(0)));
        }
    }

    private static double mean(DoubleStream some) {
        return some.filter(one -> !Double.isNaN(one)).average().orElse(Double.NaN);
    }
}
