// SPDX-License-Identifier: Apache-2.0
package polder.notify.syslog;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import polder.api.config.Settings;
import polder.api.config.Trust;
import polder.api.notify.Subscription;

/**
 * What a cfg file of this bundle says, checked.
 *
 * @param sizeMost of a message, in bytes
 * @param facility its number
 * @param severities the number by name of a level, and {@code ended}
 * @param hostname as it is told; empty for this host's
 */
record SyslogKeys(
        String instance,
        Subscription subscription,
        String host,
        int port,
        Protocol protocol,
        Framing framing,
        SSLSocketFactory tls,
        Duration timeLimit,
        int sizeMost,
        int facility,
        Map<String, Integer> severities,
        String hostname,
        String app,
        int enterprise,
        String message) {
    private static final List<String> FACILITIES = List.of(
            "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit console cron2 local0 local1 local2 local3 local4 local5 local6 local7"
                    .split(" "));
    private static final List<String> SEVERITIES =
            List.of("emergency alert critical error warning notice info debug".split(" "));

    /** What carries a message. */
    enum Protocol {
        UDP,
        TCP,
        TLS
    }

    /** What tells where a message of a stream ends. */
    enum Framing {
        OCTETS,
        NEWLINE
    }

    static SyslogKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        Protocol protocol = settings.choice("protocol", Protocol.UDP);
        SyslogKeys keys = new SyslogKeys(
                settings.instance(),
                Subscription.ofEvents(settings),
                settings.text("host", "127.0.0.1"),
                settings.number("port", usual(protocol), 1, 65535),
                protocol,
                settings.choice("framing", Framing.OCTETS),
                Trust.read(settings).getSocketFactory(),
                settings.duration("time.limit", "10s", Duration.ofMillis(100), Duration.ofMinutes(1)),
                (int) settings.bytes("size.max", "8kb", 480, 65_000),
                word(settings, "facility", "daemon", FACILITIES),
                Map.of(
                        "warn", word(settings, "severity.warn", "warning", SEVERITIES),
                        "alert", word(settings, "severity.alert", "error", SEVERITIES),
                        "critical", word(settings, "severity.critical", "critical", SEVERITIES),
                        "ended", word(settings, "severity.ended", "notice", SEVERITIES)),
                settings.read("hostname", "", "up to 255 printable characters", "", name(0, 255)),
                settings.read("app.name", "polder", "up to 48 printable characters", "", name(1, 48)),
                settings.number("enterprise", 32473, 1, Integer.MAX_VALUE),
                settings.longText("message", "{{summary}}"));
        settings.refuseRest();
        return keys;
    }

    private static int usual(Protocol protocol) {
        return switch (protocol) {
            case UDP -> 514;
            case TCP -> 601;
            case TLS -> 6514;
        };
    }

    private static int word(Settings settings, String key, String fallback, List<String> words) {
        return settings.read(key, fallback, "one of " + String.join(", ", words), 0, text -> {
            int number = words.indexOf(text);
            if (number < 0) {
                throw new IllegalArgumentException("no such word");
            }
            return number;
        });
    }

    /** PRINTUSASCII of RFC 5424. */
    private static Function<String, String> name(int least, int most) {
        return text -> {
            if (!text.matches("[!-~]{" + least + "," + most + "}")) {
                throw new IllegalArgumentException("no name");
            }
            return text;
        };
    }

    /** The server, for people. */
    String server() {
        return host + ":" + port;
    }
}
