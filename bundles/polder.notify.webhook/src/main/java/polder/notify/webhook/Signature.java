// SPDX-License-Identifier: Apache-2.0
package polder.notify.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import polder.api.config.Secret;
import polder.api.config.Settings;

/**
 * Shows a receiver that a request is from somebody who knows a secret, and when it was made: HMAC-SHA256 (RFC 2104) of the time in
 * seconds since 1970, a dot and the body.
 *
 * <pre>
 * X-Polder-Timestamp: 1772366400
 * X-Polder-Signature: sha256=&lt;64 hexadecimal digits of HMAC-SHA256(secret, "1772366400." + body)&gt;
 * </pre>
 *
 * @param secret both know; empty when nothing is signed
 * @param header for the signature
 * @param timestampHeader for the time
 */
record Signature(Secret secret, String header, String timestampHeader) {
    private static final String ALGORITHM = "HmacSHA256";

    static Signature read(Settings settings) {
        return new Signature(
                settings.secret("secret"),
                name(settings, "signature.header", "X-Polder-Signature"),
                name(settings, "timestamp.header", "X-Polder-Timestamp"));
    }

    private static String name(Settings settings, String key, String fallback) {
        return settings.read(key, fallback, "the name of a header", fallback, text -> {
            if (!text.matches(WebhookKeys.NAME)) {
                throw new IllegalArgumentException("no name");
            }
            return text;
        });
    }

    Map<String, String> headers(String body, Instant now) {
        if (secret.isEmpty()) {
            return Map.of();
        }
        String time = Long.toString(now.getEpochSecond());
        return Map.of(timestampHeader, time, header, "sha256=" + hmac(time + "." + body));
    }

    private String hmac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no " + ALGORITHM + " in this Java runtime", e);
        }
    }
}
