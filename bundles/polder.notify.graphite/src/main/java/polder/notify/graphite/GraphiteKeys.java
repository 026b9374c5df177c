// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

import java.time.Duration;
import java.util.Map;
import polder.api.config.Settings;
import polder.api.notify.WindowSubscription;

/**
 * What a cfg file of this bundle says, checked.
 *
 * @param fastnetmonPrefix of FastNetMon's tree
 * @param average what is between a host's direction and its values in FastNetMon's tree: {@code .average} or nothing
 */
record GraphiteKeys(
        String instance,
        WindowSubscription subscription,
        String host,
        int port,
        Format format,
        String prefix,
        String fastnetmonPrefix,
        String average,
        Duration timeLimit) {
    /** Which trees are written. */
    enum Format {
        POLDER,
        FASTNETMON,
        BOTH
    }

    /** Which metrics of groups, networks and hosts. */
    enum Metrics {
        TOTAL,
        USUAL,
        ALL
    }

    static GraphiteKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        Metrics metrics = settings.choice("metrics", Metrics.USUAL);
        String words =
                switch (metrics) {
                    case TOTAL -> WindowSubscription.TOTAL;
                    case USUAL -> WindowSubscription.USUAL;
                    case ALL -> WindowSubscription.ALL;
                };
        GraphiteKeys keys = new GraphiteKeys(
                settings.instance(),
                WindowSubscription.of(settings, words),
                settings.text("host", "127.0.0.1"),
                settings.number("port", 2003, 1, 65535),
                settings.choice("format", Format.POLDER),
                prefix(settings, "prefix", "polder"),
                prefix(settings, "fastnetmon.prefix", "fastnetmon"),
                settings.flag("fastnetmon.average", false) ? ".average" : "",
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(1)));
        settings.refuseRest();
        return keys;
    }

    private static String prefix(Settings settings, String key, String fallback) {
        return settings.read(key, fallback, "words of letters, digits, _ and -, joined by dots", fallback, text -> {
            if (!text.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
                throw new IllegalArgumentException("no prefix");
            }
            return text;
        });
    }

    String address() {
        return host + ":" + port;
    }
}
