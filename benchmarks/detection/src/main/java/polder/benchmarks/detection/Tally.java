// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The scores of several scenarios, summed. */
final class Tally {
    private final List<Score> scores;

    Tally(List<Score> scores) {
        this.scores = scores;
    }

    /** How well some attacks were found. */
    static final class Row {
        int attacks;
        final List<Double> seconds = new ArrayList<>();

        private void add(Event event, @Nullable Alarm alarm) {
            attacks++;
            if (alarm != null) {
                seconds.add(Math.max(0, (alarm.since() - event.over()) / 1e9));
                seconds.sort(null);
            }
        }

        int found() {
            return seconds.size();
        }

        double recall() {
            return (double) found() / Math.max(1, attacks);
        }

        double median() {
            return quantile(0.5);
        }

        /** The least that so much of all that was found took at most. */
        private double quantile(double part) {
            return seconds.get((int) Math.ceil(part * seconds.size()) - 1);
        }

        /** Median, 95 % and the worst. */
        String times() {
            return seconds.isEmpty()
                    ? "–"
                    : String.format("%.1f / %.1f / %.1f", quantile(0.5), quantile(0.95), quantile(1));
        }
    }

    Row row(Predicate<Event> which) {
        Row row = new Row();
        for (Score score : scores) {
            score.found().forEach((event, alarm) -> {
                if (which.test(event)) {
                    row.add(event, alarm);
                }
            });
        }
        return row;
    }

    /** Those the source tells of. */
    Row told() {
        Row row = new Row();
        for (Score score : scores) {
            score.found().forEach((event, alarm) -> {
                if (!score.isHidden(event)) {
                    row.add(event, alarm);
                }
            });
        }
        return row;
    }

    /** Attacks by anything, in order of it. */
    <K extends Comparable<K>> List<K> keys(Function<Event, K> by) {
        return scores.stream()
                .flatMap(score -> score.found().keySet().stream())
                .map(by)
                .distinct()
                .sorted()
                .toList();
    }

    int wrong() {
        return scores.stream().mapToInt(score -> score.wrong().size()).sum();
    }

    int repeats() {
        return scores.stream().mapToInt(Score::repeats).sum();
    }

    double precision() {
        int right = row(any -> true).found();
        return (double) right / Math.max(1, right + wrong());
    }

    Map<String, Integer> causes() {
        Map<String, Integer> causes = new TreeMap<>();
        scores.forEach(score -> score.wrong().forEach(one -> causes.merge(one.cause(), 1, Integer::sum)));
        return causes;
    }

    List<Score> scores() {
        return scores;
    }
}
