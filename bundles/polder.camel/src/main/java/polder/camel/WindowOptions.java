// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import polder.api.config.Quantity;
import polder.api.traffic.Metric;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/**
 * What a route asks of the traffic.
 *
 * @param period whole seconds
 * @param top how many hosts at most
 * @param by what the hosts with most have most of
 * @param groups names of groups whose hosts and sums are wanted; empty for all
 * @param average whether moving averages are wanted, else rates over the last second
 */
record WindowOptions(
        Duration period,
        Set<Scope> scopes,
        int top,
        Metric by,
        Set<String> groups,
        List<Metric> metrics,
        boolean average) {
    static final List<String> NAMES = List.of("period", "scope", "top", "by", "group", "metrics", "rates");

    private static final List<TrafficClass> USUAL = List.of(
            TrafficClass.TCP,
            TrafficClass.SYN,
            TrafficClass.UDP,
            TrafficClass.ICMP,
            TrafficClass.FRAGMENT,
            TrafficClass.DROPPED);

    static WindowOptions parse(Map<String, String> given) {
        return new WindowOptions(
                period(given.getOrDefault("period", "1s")),
                scopes(words(given.getOrDefault("scope", "total,network,group,host"))),
                top(given.getOrDefault("top", "1000")),
                metric("by", given.getOrDefault("by", Metric.IN_PACKETS.key())),
                Set.copyOf(words(given.getOrDefault("group", ""))),
                metrics(words(given.getOrDefault("metrics", "usual"))),
                average(given.getOrDefault("rates", "second")));
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("[\\s,]+"));
    }

    private static IllegalArgumentException refused(String option, String value, String accepted) {
        return new IllegalArgumentException(
                "polder:windows: " + option + "=" + value + " is not accepted; give " + accepted);
    }

    /** Whole seconds, from one to an hour. */
    static Duration period(String text) {
        Duration period;
        try {
            period = Quantity.duration(text);
        } catch (IllegalArgumentException e) {
            period = Duration.ZERO;
        }
        if (period.toSeconds() < 1 || period.toMillisPart() != 0 || period.toSeconds() > 3600) {
            throw new IllegalArgumentException(
                    "period=" + text + " is not accepted; give whole seconds, from 1s to 1h");
        }
        return period;
    }

    private static Set<Scope> scopes(List<String> words) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words) {
            scopes.add(
                    switch (word.toLowerCase(Locale.ROOT)) {
                        case "total" -> Scope.TOTAL;
                        case "network" -> Scope.PREFIX;
                        case "group" -> Scope.GROUP;
                        case "host" -> Scope.HOST;
                        default -> throw refused("scope", word, "some of total, network, group, host");
                    });
        }
        return scopes;
    }

    private static int top(String text) {
        if (text.equals("all")) {
            return Integer.MAX_VALUE;
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw refused("top", text, "a number of hosts, or all");
        }
        return Integer.parseInt(text);
    }

    private static Metric metric(String option, String key) {
        return Metric.ofKey(key).orElseThrow(() -> refused(option, key, "a metric: " + Metric.form()));
    }

    private static List<Metric> metrics(List<String> words) {
        Set<Metric> metrics = EnumSet.noneOf(Metric.class);
        for (String word : words) {
            switch (word) {
                case "total" -> metrics.addAll(total());
                case "usual" -> metrics.addAll(usual());
                case "all" -> metrics.addAll(Metric.all());
                default -> metrics.add(Metric.ofKey(word)
                        .orElseThrow(() -> refused("metrics", word, "total, usual, all or metrics: " + Metric.form())));
            }
        }
        return List.copyOf(metrics);
    }

    private static List<Metric> total() {
        return Metric.all().stream()
                .filter(metric -> metric.part() == TrafficClass.TOTAL)
                .toList();
    }

    private static List<Metric> usual() {
        Stream<Metric> parts =
                Metric.all().stream().filter(metric -> USUAL.contains(metric.part()) && metric.unit() != Unit.FLOWS);
        return Stream.concat(total().stream(), parts).toList();
    }

    private static boolean average(String text) {
        if (!Arrays.asList("average", "second").contains(text)) {
            throw refused("rates", text, "average or second");
        }
        return text.equals("average");
    }

    boolean wants(String group) {
        return groups.isEmpty() || groups.contains(group);
    }
}
