// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import jakarta.mail.Session;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.config.Trust;

/**
 * The mail server, as a cfg describes it.
 *
 * @param trust makes TLS connections
 * @param helo the name Polder gives itself; empty for the host's own
 * @param limit for connecting, and for each answer
 */
record Server(
        String host,
        int port,
        Tls tls,
        SSLSocketFactory trust,
        String helo,
        String user,
        Secret password,
        Duration limit) {
    /** How a connection is protected. */
    enum Tls {
        OFF(25),
        STARTTLS(587),
        ON(465);

        final int port;

        Tls(int port) {
            this.port = port;
        }
    }

    static Server read(Settings settings) {
        Tls tls = settings.choice("tls", Tls.STARTTLS);
        Server server = new Server(
                settings.text("server"),
                settings.number("port", tls.port, 1, 65535),
                tls,
                Trust.read(settings).getSocketFactory(),
                settings.text("helo", ""),
                settings.text("user", ""),
                settings.secret("password"),
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(5)));
        if (server.user.isEmpty() != server.password.isEmpty()) {
            settings.fault("user", "is not accepted; give user and password, or none of them");
        }
        return server;
    }

    /** {@code mail.example.net:587} */
    String name() {
        return host + ':' + port;
    }

    /** Of a server that is asked to send what it can when it refuses some of the recipients. */
    Session session() {
        Properties keys = new Properties();
        String millis = Long.toString(limit.toMillis());
        keys.put("mail.smtp.connectiontimeout", millis);
        keys.put("mail.smtp.timeout", millis);
        keys.put("mail.smtp.writetimeout", millis);
        keys.put("mail.smtp.sendpartial", "true");
        keys.put("mail.smtp.auth", Boolean.toString(!user.isEmpty()));
        keys.put("mail.smtp.ssl.enable", Boolean.toString(tls == Tls.ON));
        keys.put("mail.smtp.starttls.enable", Boolean.toString(tls == Tls.STARTTLS));
        keys.put("mail.smtp.starttls.required", Boolean.toString(tls == Tls.STARTTLS));
        keys.put("mail.smtp.ssl.checkserveridentity", "true");
        if (trust != null) {
            keys.put("mail.smtp.ssl.socketFactory", trust);
            keys.put("mail.smtp.ssl.socketFactory.fallback", "false");
        }
        if (!helo.isEmpty()) {
            keys.put("mail.smtp.localhost", helo);
        }
        return Session.getInstance(keys);
    }
}
