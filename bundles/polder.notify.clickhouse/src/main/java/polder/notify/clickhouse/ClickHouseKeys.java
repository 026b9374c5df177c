// SPDX-License-Identifier: Apache-2.0
package polder.notify.clickhouse;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.notify.WindowSubscription;

/** What a cfg file of this bundle says, checked. */
record ClickHouseKeys(
        String instance,
        WindowSubscription subscription,
        String url,
        String database,
        boolean create,
        String user,
        Secret password,
        int batch,
        Duration timeLimit) {
    static ClickHouseKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        ClickHouseKeys keys = new ClickHouseKeys(
                settings.instance(),
                WindowSubscription.of(settings, WindowSubscription.USUAL),
                url(settings),
                settings.read("database", "fastnetmon", "a name of letters, digits and _", "", text -> {
                    if (!text.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                        throw new IllegalArgumentException("no name");
                    }
                    return text;
                }),
                settings.flag("create.tables", true),
                settings.text("user", "default"),
                settings.secret("password"),
                settings.number("batch", 10_000, 1, 1_000_000),
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(1)));
        settings.refuseRest();
        return keys;
    }

    private static String url(Settings settings) {
        return settings.read("url", "http://127.0.0.1:8123", "a URL such as http://127.0.0.1:8123", "", text -> {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null) {
                throw new IllegalArgumentException("no such URL");
            }
            return text.replaceFirst("/+$", "");
        });
    }
}
