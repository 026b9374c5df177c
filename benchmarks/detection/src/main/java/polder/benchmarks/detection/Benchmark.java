// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import polder.benchmarks.detection.Source.Outcome;

/** Plays scenarios through the detection and prints how well it did. */
public final class Benchmark {
    private Benchmark() {}

    /**
     * Plays and prints.
     *
     * @param arguments how many scenarios, the seconds of the quiet host, the folder of the repository, the file to write
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4) {
            System.err.println("usage: Benchmark SCENARIOS QUIET_SECONDS REPOSITORY REPORT.md");
            System.exit(2);
        }
        int seeds = Integer.parseInt(arguments[0]);
        int quietSeconds = Integer.parseInt(arguments[1]);
        Path root = Path.of(arguments[2]);
        // nothing of an earlier run is to be found
        Path nothing = Files.createTempDirectory("polder-detection");
        System.setProperty("karaf.data", nothing.toString());
        CfgFiles cfg = new CfgFiles(root.resolve("etc"), root.resolve("benchmarks/detection/etc"));
        // the quiet host waits more than it works
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors() + 1);
        try {
            Future<QuietHost.Outcome> quiet = threads.submit(() -> QuietHost.run(cfg, quietSeconds, 1));
            List<Outcome> outcomes = play(cfg, seeds, threads);
            Report report = new Report();
            report.targets(source -> tally(outcomes, source, true));
            for (Source source : Source.values()) {
                report.source(source, tally(outcomes, source, true), tally(outcomes, source, false));
            }
            if (quietSeconds > 0) {
                QuietHost.Outcome day = quiet.get();
                report.quiet(day);
                day.polder().stream().limit(20).forEach(alarm -> System.out.println("quiet host: " + alarm.reason()));
            }
            Files.writeString(Path.of(arguments[3]), report.text());
            System.out.println(report.text());
        } finally {
            threads.shutdownNow();
            Files.delete(nothing);
        }
    }

    private static List<Outcome> play(CfgFiles cfg, int seeds, ExecutorService threads)
            throws InterruptedException, ExecutionException, IOException {
        List<Future<Outcome>> running = new ArrayList<>();
        for (Source source : Source.values()) {
            for (long seed = 1; seed <= seeds; seed++) {
                long mine = seed;
                running.add(threads.submit(() -> source.run(cfg, mine)));
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> one : running) {
            Outcome outcome = one.get();
            outcomes.add(outcome);
            System.out.println(outcome.note());
            String title = outcome.source().text;
            Report.details(title + ", Polder", List.of(outcome.polder()));
            Report.details(title + ", fixed limit", List.of(outcome.rule()));
        }
        return outcomes;
    }

    private static Tally tally(List<Outcome> outcomes, Source source, boolean polder) {
        return new Tally(outcomes.stream()
                .filter(outcome -> outcome.source() == source)
                .map(outcome -> polder ? outcome.polder() : outcome.rule())
                .toList());
    }
}
