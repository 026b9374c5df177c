// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.notify.Subscription;
import polder.api.notify.WindowSubscription;

/**
 * What a cfg file of this bundle says, checked.
 *
 * @param write where points go
 * @param create how a database that is missing is made; empty when it is not
 * @param attacks which attacks are written too
 */
record InfluxKeys(
        String instance,
        WindowSubscription subscription,
        Subscription attacks,
        boolean annotations,
        Format format,
        String url,
        String write,
        String create,
        String user,
        Secret secret,
        int batch,
        boolean gzip,
        Duration timeLimit) {
    /** Which measurements are written. */
    enum Format {
        POLDER,
        FASTNETMON,
        BOTH
    }

    /** Which metrics of groups, networks and hosts. */
    private enum Metrics {
        TOTAL,
        USUAL,
        ALL
    }

    static InfluxKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        int api = settings.number("api", 1, 1, 2);
        String database = settings.text("database", "fastnetmon");
        String policy = settings.text("retention.policy", "");
        String org = settings.text("org", "");
        String bucket = settings.text("bucket", "");
        boolean create = settings.flag("create.database", true);
        String user = settings.text("user", "");
        Secret password = settings.secret("password");
        Secret token = settings.secret("token");
        if (api == 2 && (org.isEmpty() || bucket.isEmpty())) {
            settings.fault("api", "needs org, bucket and token");
        }
        String query = api == 2
                ? "/api/v2/write?org=" + encoded(org) + "&bucket=" + encoded(bucket) + "&precision=ns"
                : "/write?db=" + encoded(database) + (policy.isEmpty() ? "" : "&rp=" + encoded(policy))
                        + "&precision=ns";
        InfluxKeys keys = new InfluxKeys(
                settings.instance(),
                WindowSubscription.of(settings, metrics(settings)),
                Subscription.ofEvents(settings),
                settings.flag("annotations", true),
                settings.choice("format", Format.POLDER),
                url(settings),
                query,
                api == 1 && create
                        ? "/query?q=" + encoded("CREATE DATABASE \"" + database.replace("\"", "\\\"") + "\"")
                        : "",
                api == 1 ? user : "",
                api == 1 ? password : token,
                settings.number("batch", 5000, 1, 100_000),
                settings.flag("gzip", false),
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(1)));
        settings.refuseRest();
        return keys;
    }

    private static String metrics(Settings settings) {
        return switch (settings.choice("metrics", Metrics.USUAL)) {
            case TOTAL -> WindowSubscription.TOTAL;
            case USUAL -> WindowSubscription.USUAL;
            case ALL -> WindowSubscription.ALL;
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String url(Settings settings) {
        return settings.read("url", "http://127.0.0.1:8086", "a URL such as http://127.0.0.1:8086", "", text -> {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null) {
                throw new IllegalArgumentException("no such URL");
            }
            return text.replaceFirst("/+$", "");
        });
    }
}
