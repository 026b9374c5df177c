// SPDX-License-Identifier: Apache-2.0
package polder.api.notify;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import polder.api.config.Settings;
import polder.api.traffic.Metric;
import polder.api.traffic.Scope;

/**
 * Which traffic a notifier writes, and how often: the keys {@code period}, {@code scope}, {@code top}, {@code by}, {@code groups} and
 * {@code rates}. A notifier reads them beside its own, and begins its route with them:
 *
 * <pre>{@code
 * WindowSubscription subscription = WindowSubscription.of(settings, "usual");
 * from(subscription.from()).routeId(name)...
 * }</pre>
 *
 * Immutable.
 */
public final class WindowSubscription {
    /** Metrics {@code in.packets} and so on: all traffic, by packets, bits and flows. */
    public static final String TOTAL = "total";
    /** Those and packets and bits of TCP, SYN, UDP, ICMP, fragments and what was dropped. */
    public static final String USUAL = "usual";
    /** Every metric. */
    public static final String ALL = "all";

    private static final Duration LONGEST = Duration.ofHours(1);

    /** What is written of each rate. */
    private enum Rates {
        /** The moving average. */
        AVERAGE,
        /** The rate over the last second. */
        SECOND
    }

    private final String uri;

    private WindowSubscription(String uri) {
        this.uri = uri;
    }

    /**
     * Of one who writes rates.
     *
     * @param metrics what is asked of groups, networks and hosts: one of {@link #TOTAL}, {@link #USUAL}, {@link #ALL}
     */
    public static WindowSubscription of(Settings settings, String metrics) {
        List<String> options = new ArrayList<>();
        Duration period = settings.duration("period", "1s", Duration.ofSeconds(1), LONGEST);
        if (period.toMillisPart() != 0) {
            settings.fault("period", "is not accepted; give whole seconds");
        }
        options.add("period=" + period.toSeconds() + "s");
        options.add("scope=" + scope(settings));
        options.add("top=" + top(settings));
        options.add("by=" + by(settings).key());
        options.add("rates=" + settings.choice("rates", Rates.AVERAGE).name().toLowerCase(Locale.ROOT));
        options.add("metrics=" + metrics);
        List<String> groups = settings.list("groups");
        if (!groups.isEmpty()) {
            options.add("group=" + URLEncoder.encode(String.join(",", groups), StandardCharsets.UTF_8));
        }
        return new WindowSubscription("polder:windows?" + String.join("&", options));
    }

    private static String scope(Settings settings) {
        List<String> known =
                Arrays.stream(Scope.values()).map(WindowSubscription::word).toList();
        List<String> words = settings.list("scope");
        if (!known.containsAll(words)) {
            settings.fault("scope", "is not accepted; give some of total, network, group, host");
        }
        return words.isEmpty() ? "total,network,group,host" : String.join(",", words);
    }

    private static String word(Scope scope) {
        return scope == Scope.PREFIX ? "network" : scope.name().toLowerCase(Locale.ROOT);
    }

    private static String top(Settings settings) {
        return settings.read("top", "1000", "a number of hosts from 1 to 1000000, or all", "all", text -> {
            if (!text.equals("all") && !text.matches("[1-9][0-9]{0,5}|1000000")) {
                throw new IllegalArgumentException("no number");
            }
            return text;
        });
    }

    private static Metric by(Settings settings) {
        return settings.read(
                "by",
                Metric.IN_PACKETS.key(),
                "a metric such as in.packets or out.bits",
                Metric.IN_PACKETS,
                text -> Metric.ofKey(text).orElseThrow(() -> new IllegalArgumentException("no metric")));
    }

    /** The beginning of a Camel route: {@code polder:windows?...} */
    public String from() {
        return uri;
    }
}
