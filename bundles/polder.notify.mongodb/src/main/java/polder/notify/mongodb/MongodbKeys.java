// SPDX-License-Identifier: Apache-2.0
package polder.notify.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.config.Trust;
import polder.api.notify.Subscription;

/**
 * What a cfg file of this bundle says, checked.
 *
 * @param tls whom to trust, or null for no TLS
 * @param replicaSet its name; empty for none
 */
record MongodbKeys(
        String instance,
        Subscription subscription,
        List<ServerAddress> servers,
        String replicaSet,
        String user,
        Secret password,
        String authDatabase,
        @Nullable SSLContext tls,
        Duration timeLimit,
        String database,
        String collection,
        Format format,
        AtEnd atEnd) {
    /** What a document looks like. */
    enum Format {
        FASTNETMON,
        POLDER
    }

    /** What becomes of FastNetMon's document of an attack that is over. */
    enum AtEnd {
        KEEP,
        UPDATE
    }

    static MongodbKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        Secret password = settings.secret("password");
        SSLContext context = Trust.read(settings);
        MongodbKeys keys = new MongodbKeys(
                settings.instance(),
                Subscription.ofEvents(settings),
                servers(settings),
                settings.text("replica.set", ""),
                settings.text("user", ""),
                password,
                settings.text("auth.database", "admin"),
                settings.flag("tls", false) ? context : null,
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(1)),
                name(settings, "database", "fastnetmon"),
                name(settings, "collection", "attacks"),
                settings.choice("format", Format.FASTNETMON),
                settings.choice("at.end", AtEnd.KEEP));
        if (keys.user.isEmpty() != password.isEmpty()) {
            settings.fault("user", "is not accepted; give user and password, or neither");
        }
        settings.refuseRest();
        return keys;
    }

    private static List<ServerAddress> servers(Settings settings) {
        return settings.read(
                "hosts",
                "localhost:27017",
                "hosts with their ports, such as db1:27017, db2:27017",
                List.of(),
                text -> List.of(text.split("[\\s,]+")).stream()
                        .map(MongodbKeys::server)
                        .toList());
    }

    private static ServerAddress server(String text) {
        try {
            ServerAddress server = new ServerAddress(text);
            if (server.getPort() > 0 && server.getPort() <= 65535) {
                return server;
            }
        } catch (MongoException e) {
            throw new IllegalArgumentException("no host", e);
        }
        throw new IllegalArgumentException("no port");
    }

    private static String name(Settings settings, String key, String fallback) {
        return settings.read(key, fallback, "a name of letters, digits, _ and -", fallback, text -> {
            if (!text.matches("[A-Za-z0-9_-]{1,63}")) {
                throw new IllegalArgumentException("no name");
            }
            return text;
        });
    }

    /** How to connect, with the password as it is now. */
    MongoClientSettings client() {
        long millis = timeLimit.toMillis();
        MongoClientSettings.Builder client = MongoClientSettings.builder()
                .applicationName("polder")
                .applyToClusterSettings(cluster -> cluster(cluster, millis))
                .applyToSocketSettings(socket -> socket.connectTimeout(millis, TimeUnit.MILLISECONDS)
                        .readTimeout(millis, TimeUnit.MILLISECONDS));
        if (tls != null) {
            client.applyToSslSettings(ssl -> ssl.enabled(true).context(tls));
        }
        if (!user.isEmpty()) {
            client.credential(MongoCredential.createCredential(
                    user, authDatabase, password.reveal().toCharArray()));
        }
        return client.build();
    }

    private void cluster(ClusterSettings.Builder cluster, long millis) {
        cluster.hosts(servers).serverSelectionTimeout(millis, TimeUnit.MILLISECONDS);
        if (!replicaSet.isEmpty()) {
            cluster.requiredReplicaSetName(replicaSet);
        }
    }
}
