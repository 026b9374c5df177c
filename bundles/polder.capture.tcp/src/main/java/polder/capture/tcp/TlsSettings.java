// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import java.time.Duration;
import java.util.List;
import polder.api.config.Settings;

/**
 * What a cfg file says about TLS, checked.
 *
 * @param on whether connections speak TLS
 * @param certificate a PEM file with our certificate and those between it and its CA
 * @param key a PEM file with its private key
 * @param client whether exporters show a certificate
 * @param trusted a PEM file with the CAs of the exporters' certificates
 * @param protocols the versions of TLS that are spoken
 * @param handshake how long a handshake may take
 */
record TlsSettings(
        boolean on,
        String certificate,
        String key,
        Client client,
        String trusted,
        List<String> protocols,
        Duration handshake) {
    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    /** Whether exporters show a certificate. */
    enum Client {
        /** They are not asked. */
        NONE,
        /** They are asked and may have none. */
        WANT,
        /** Who has none that a trusted CA has signed is refused: RFC 7011, section 11.1. */
        REQUIRE
    }

    static TlsSettings of(Settings settings) {
        boolean on = settings.flag("tls", false);
        Client client = settings.choice("tls.client", Client.REQUIRE);
        TlsSettings read = new TlsSettings(
                on,
                on ? settings.text("tls.certificate") : settings.text("tls.certificate", ""),
                on ? settings.text("tls.key") : settings.text("tls.key", ""),
                client,
                on && client != Client.NONE ? settings.text("tls.trusted") : settings.text("tls.trusted", ""),
                settings.read(
                        "tls.protocols",
                        "TLSv1.2, TLSv1.3",
                        "some of TLSv1.2, TLSv1.3",
                        PROTOCOLS,
                        TlsSettings::protocols),
                settings.duration("tls.handshake", "10s", Duration.ofMillis(100), Duration.ofMinutes(5)));
        if (on && read.isComplete()) {
            Certificates.read(read, settings::fault);
        }
        return read;
    }

    private static List<String> protocols(String text) {
        List<String> words = List.of(text.split("[\\s,]+"));
        if (!PROTOCOLS.containsAll(words)) {
            throw new IllegalArgumentException("no such protocol");
        }
        return words;
    }

    private boolean isComplete() {
        return !certificate.isEmpty() && !key.isEmpty() && (client == Client.NONE || !trusted.isEmpty());
    }

    /** Whether connections made under the one may go on under the other: they have shown what the other asks for. */
    boolean asksTheSame(TlsSettings other) {
        return on == other.on && (!on || (client == other.client && trusted.equals(other.trusted)));
    }
}
