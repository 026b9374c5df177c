// SPDX-License-Identifier: Apache-2.0
package polder.notify.redis;

import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.config.Trust;
import polder.api.notify.Subscription;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/**
 * What a cfg file of this bundle says, checked.
 *
 * @param tls what makes TLS sockets, or null for none
 * @param expire how long keys are kept; zero for ever
 * @param channel to publish to; empty for none
 */
record RedisKeys(
        String instance,
        Subscription subscription,
        HostAndPort server,
        String user,
        Secret password,
        int database,
        @Nullable SSLSocketFactory tls,
        Duration timeLimit,
        boolean keys,
        String prefix,
        Duration expire,
        AtEnd atEnd,
        String channel) {
    /** What becomes of the keys of an attack that is over. */
    enum AtEnd {
        KEEP,
        UPDATE,
        DELETE
    }

    static RedisKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        Secret password = settings.secret("password");
        SSLSocketFactory factory = Trust.read(settings).getSocketFactory();
        RedisKeys keys = new RedisKeys(
                settings.instance(),
                Subscription.ofEvents(settings),
                new HostAndPort(settings.text("host", "127.0.0.1"), settings.number("port", 6379, 1, 65535)),
                settings.text("user", ""),
                password,
                settings.number("database", 0, 0, 65535),
                settings.flag("tls", false) ? factory : null,
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(1)),
                settings.flag("keys", true),
                settings.text("prefix", ""),
                settings.duration("expire", "0s", Duration.ZERO, Duration.ofDays(3650)),
                settings.choice("at.end", AtEnd.KEEP),
                settings.text("channel", ""));
        if (!keys.user.isEmpty() && password.isEmpty()) {
            settings.fault("user", "is not accepted without a password");
        }
        if (!keys.keys && keys.channel.isEmpty()) {
            settings.fault("keys", "is not accepted without a channel; nothing would be written");
        }
        settings.refuseRest();
        return keys;
    }

    /** How to connect, with the password as it is now. */
    JedisClientConfig client() {
        int millis = (int) timeLimit.toMillis();
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .clientName("polder")
                .database(database);
        if (!password.isEmpty()) {
            config.user(user.isEmpty() ? null : user).password(password.reveal());
        }
        if (tls != null) {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            config.ssl(true).sslSocketFactory(tls).sslParameters(parameters);
        }
        return config.build();
    }
}
