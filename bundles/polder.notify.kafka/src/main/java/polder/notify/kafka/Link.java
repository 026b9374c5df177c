// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import polder.api.config.Secret;
import polder.api.config.Settings;

/**
 * How the brokers are reached: what all cfg files of this bundle have in common.
 *
 * @param brokers some of them, as {@code host:port}; they name the others
 * @param tls whether the connections are of TLS
 * @param ca a PEM file of the authorities that may have signed the brokers' certificates; empty for those of Java
 * @param certificate a PEM file of our own certificate, with its chain; empty for none
 * @param key a PEM file of its private key
 * @param sasl the mechanism we log in by, as Kafka names it; empty for none
 * @param limit how long connecting, or an answer, may take
 */
record Link(
        List<String> brokers,
        boolean tls,
        String ca,
        String certificate,
        String key,
        String sasl,
        String username,
        Secret password,
        Duration limit) {
    private static final String BROKER = "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+):[0-9]{1,5}";
    private static final String TOPIC = "[a-zA-Z0-9._-]{1,249}";

    static Link read(Settings settings) {
        Link link = new Link(
                brokers(settings),
                settings.flag("tls", false),
                file(settings, "tls.ca"),
                file(settings, "tls.certificate"),
                file(settings, "tls.key"),
                sasl(settings),
                settings.text("username", ""),
                settings.secret("password"),
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(10)));
        if (!link.tls && !(link.ca + link.certificate + link.key).isEmpty()) {
            settings.fault("tls", "is not accepted; with tls.ca, tls.certificate or tls.key it has to be on");
        }
        if (link.certificate.isEmpty() != link.key.isEmpty()) {
            settings.fault("tls.key", "is not accepted; give tls.certificate and tls.key, or neither");
        }
        if (!link.sasl.isEmpty() && (link.username.isEmpty() || link.password.isEmpty())) {
            settings.fault("sasl", "is not accepted; it needs username and password");
        }
        if (link.sasl.isEmpty() && !link.username.isEmpty()) {
            settings.fault("username", "is not accepted; say by sasl how to log in");
        }
        return link;
    }

    private static List<String> brokers(Settings settings) {
        settings.text("brokers");
        List<String> brokers = settings.list("brokers");
        if (!brokers.stream().allMatch(one -> one.matches(BROKER))) {
            settings.fault("brokers", "is not accepted; give host:port, several separated by commas");
        }
        return brokers;
    }

    /** A name of a topic. */
    static String topic(Settings settings, String fallback) {
        return settings.read(
                "topic", fallback, "a topic's name: up to 249 letters, digits, dots, _ and -", fallback, text -> {
                    if (!text.matches(TOPIC) || text.matches("\\.{1,2}")) {
                        throw new IllegalArgumentException("no topic");
                    }
                    return text;
                });
    }

    private static String sasl(Settings settings) {
        return settings.read("sasl", "off", "one of off, plain, scram-sha-256, scram-sha-512", "", text -> {
            String word = text.toLowerCase(Locale.ROOT);
            if (!word.matches("off|plain|scram-sha-(256|512)")) {
                throw new IllegalArgumentException("no mechanism");
            }
            return word.equals("off") ? "" : word.toUpperCase(Locale.ROOT);
        });
    }

    private static String file(Settings settings, String key) {
        String name = settings.text(key, "");
        if (!name.isEmpty() && !Files.isReadable(Path.of(name))) {
            settings.fault(key, "is not accepted; there is no such file, or it cannot be read");
        }
        return name;
    }

    /**
     * What Kafka's client is to be told, with the secrets and certificates as they are now.
     *
     * @param name of the client, as brokers see it
     * @throws IOException when a file cannot be read
     */
    Map<String, Object> client(String name) throws IOException {
        Map<String, Object> client = new HashMap<>();
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        client.put(CommonClientConfigs.CLIENT_ID_CONFIG, name);
        client.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                (sasl.isEmpty() ? "" : "SASL_") + (tls ? "SSL" : "PLAINTEXT"));
        client.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        client.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        int half = (int) Math.max(1, limit.toMillis() / 2);
        client.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, half);
        client.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) half);
        client.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, (long) half);
        client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) limit.toMillis() + 1);
        client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, limit.toMillis());
        secure(client);
        logIn(client);
        return client;
    }

    private void secure(Map<String, Object> client) throws IOException {
        if (!ca.isEmpty()) {
            client.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            client.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, ca);
        }
        if (!key.isEmpty()) {
            client.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            client.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, Files.readString(Path.of(certificate)));
            client.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, Files.readString(Path.of(key)));
        }
    }

    private void logIn(Map<String, Object> client) {
        if (!sasl.isEmpty()) {
            String module = sasl.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
            client.put(SaslConfigs.SASL_MECHANISM, sasl);
            client.put(
                    SaslConfigs.SASL_JAAS_CONFIG,
                    "org.apache.kafka.common.security." + module + " required username=" + quoted(username)
                            + " password=" + quoted(password.reveal()) + ";");
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
