// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import polder.api.attack.Attack;
import polder.api.attack.Fired;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Address;
import polder.wire.Prefix;

/** Days of the traffic of two hosts in virtual time, a window a second, from a Monday on. */
final class Days {
    static final Metric METRIC = Metric.IN_PACKETS;
    static final int HOUR = 3600;
    static final int DAY = 24 * HOUR;
    /** The fifth of January 2026 was a Monday. */
    static final long MONDAY = Instant.parse("2026-01-05T00:00:00Z").getEpochSecond();

    record Found(int row, Fired fired) {}

    final Learning learning;
    final Departures departures;
    final FakeWindow window = new FakeWindow(2);
    final List<Found> found = new ArrayList<>();
    List<Attack> attacks = List.of();
    long second = MONDAY;

    Days(String... settings) {
        this(new Learning(settings(settings), ZoneOffset.UTC), settings);
    }

    Days(Learning learning, String... settings) {
        this.learning = learning;
        departures = new Departures(learning, settings(settings), ZoneOffset.UTC);
    }

    static BaselineSettings settings(String... keysAndValues) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return BaselineSettings.of(all);
    }

    static Path folder() {
        try {
            return Files.createTempDirectory("polder-baseline");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A curve between 4 and 40 kpps, highest at eight in the evening. */
    static long curve(long second) {
        double hours = Math.floorMod(second, DAY) / (double) HOUR;
        return Math.round(22_000 + 18_000 * Math.cos((hours - 20) / 24 * 2 * Math.PI));
    }

    /** Seconds with what the first host then has; the second one always has 1000 pps. */
    Days pass(long seconds, LongUnaryOperator first) {
        for (long end = second + seconds; second < end; second++) {
            window.nanos = second * 1_000_000_000L;
            window.set(0, METRIC, first.applyAsLong(second)).set(1, METRIC, 1000);
            window.set(0, Metric.OUT_PACKETS, 100).set(1, Metric.OUT_PACKETS, 100);
            learning.learn(window, () -> attacks);
            departures.judge(window, (row, fired) -> found.add(new Found(row, fired)));
        }
        return this;
    }

    Days pass(long seconds) {
        return pass(seconds, Days::curve);
    }

    /** The usual packets of the first host at an hour of the week. */
    long usual(int slot) {
        int host = learning.hosts.find(0, Address.low4(10 << 24));
        return Scale.rate(learning.curves.usual(learning.hosts.curve(host, 0) - 1, slot));
    }

    long[] week() {
        long[] week = new long[Week.HOURS];
        for (int slot = 0; slot < week.length; slot++) {
            week[slot] = usual(slot);
        }
        return week;
    }

    static Attack attack(String target, String group, long since) {
        return new Attack(
                UUID.randomUUID(),
                Prefix.parse(target),
                Attack.State.ACTIVE,
                group,
                "polder.detect.threshold",
                METRIC,
                1,
                1,
                1,
                "",
                Rates.NONE,
                Rates.NONE,
                Instant.ofEpochSecond(since),
                Instant.ofEpochSecond(since),
                null,
                Duration.ZERO,
                Duration.ZERO);
    }
}
