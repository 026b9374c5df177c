// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.config.Trust;

/**
 * The keys all of them have: {@code time.limit}, {@code proxy}, and those of {@link Trust}. Immutable.
 *
 * @param timeLimit for a request and its answer, all in all
 * @param proxy asked for everything, or none
 * @param trust makes TLS connections
 */
public record HttpKeys(Duration timeLimit, ProxySelector proxy, SSLContext trust) {
    public static HttpKeys read(Settings settings) {
        return new HttpKeys(
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(2)),
                settings.read("proxy", "", "host:port", HttpClient.Builder.NO_PROXY, HttpKeys::proxy),
                Trust.read(settings));
    }

    /** The address that is posted to, which has to be there and is a secret. */
    public static Secret url(Settings settings, String key) {
        settings.text(key);
        Secret url = settings.secret(key);
        if (isWrong(url)) {
            throw refused(settings, key, "give an address such as https://example.net/hook, env:NAME or file:/path");
        }
        return url;
    }

    private static boolean isWrong(Secret url) {
        try {
            return !url.isEmpty() && !HttpSender.isAddress(url.reveal());
        } catch (IllegalStateException e) {
            return false; // already told, as a fault of the settings
        }
    }

    /**
     * A token, which has to be there and is a secret.
     *
     * @param pattern what it looks like
     * @param accepted the same in words
     */
    public static Secret token(Settings settings, String key, String pattern, String accepted) {
        settings.text(key);
        Secret token = settings.secret(key);
        try {
            if (token.isEmpty() || token.reveal().matches(pattern)) {
                return token;
            }
        } catch (IllegalStateException e) {
            return token; // already told, as a fault of the settings
        }
        throw refused(settings, key, accepted);
    }

    /** Where a service is, without a slash at its end: key {@code server}. */
    public static String server(Settings settings, String fallback) {
        return settings.read("server", fallback, "an address such as " + fallback, fallback, text -> {
            if (!HttpSender.isAddress(text)) {
                throw new IllegalArgumentException("no address");
            }
            return text.replaceFirst("/+$", "");
        });
    }

    /** A refusal that does not tell the value. */
    public static SettingsException refused(Settings settings, String key, String accepted) {
        return new SettingsException(settings.file() + ": " + key + " is not accepted; " + accepted);
    }

    private static ProxySelector proxy(String text) {
        if (text.isEmpty()) {
            return HttpClient.Builder.NO_PROXY;
        }
        URI uri = URI.create("http://" + text);
        if (uri.getHost() == null
                || uri.getPort() < 1
                || uri.getPort() > 65535
                || !uri.getPath().isEmpty()) {
            throw new IllegalArgumentException("no host and port");
        }
        return ProxySelector.of(InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort()));
    }
}
