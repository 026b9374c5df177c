// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.config.Trust;
import polder.lib.bgp.RouteKeys;

/**
 * The cfg of a speaker.
 *
 * @param instance of the cfg's name
 * @param host of gobgpd
 * @param port of its gRPC
 * @param tls null for none
 * @param limit for one answer
 * @param identifier marks the paths that are Polder's
 * @param routes which, and with what
 */
record GobgpKeys(
        String instance,
        String host,
        int port,
        @Nullable SSLContext tls,
        Duration limit,
        int identifier,
        RouteKeys routes) {
    private static final String ADDRESS = "127.0.0.1:50051";
    private static final int IDENTIFIER = 20556;

    /** @throws SettingsException when the cfg is not accepted */
    static GobgpKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        String[] address = settings.read(
                "address",
                ADDRESS,
                "host:port, such as 127.0.0.1:50051 or [2001:db8::1]:50051",
                new String[] {"", "0"},
                GobgpKeys::address);
        boolean encrypted = settings.flag("tls", false);
        SSLContext context = Trust.read(settings);
        if (!encrypted) {
            for (String key : new String[] {"tls.ca", "tls.certificate", "tls.key"}) {
                if (!settings.text(key, "").isEmpty()) {
                    settings.fault(key, "is not accepted without tls = on");
                }
            }
        }
        GobgpKeys keys = new GobgpKeys(
                settings.instance(),
                address[0],
                Integer.parseInt(address[1]),
                encrypted ? context : null,
                settings.duration("time.limit", "5s", Duration.ofMillis(100), Duration.ofMinutes(1)),
                settings.number("path.identifier", IDENTIFIER, 1, Integer.MAX_VALUE),
                RouteKeys.read(settings));
        settings.refuseRest();
        return keys;
    }

    private static String[] address(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[(.*)]$", "$1");
        int port = Integer.parseInt(text.substring(colon + 1));
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("no address");
        }
        return new String[] {host, Integer.toString(port)};
    }

    String address() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }

    /** Whether it is the same gobgpd, spoken to in the same way; certificates may have become others. */
    boolean reaches(GobgpKeys other) {
        return host.equals(other.host)
                && port == other.port
                && tls == null
                && other.tls == null
                && limit.equals(other.limit);
    }
}
