// SPDX-License-Identifier: Apache-2.0
package polder.notify.webhook;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.notify.Subscription;
import polder.lib.http.HttpCall;
import polder.lib.http.HttpKeys;
import polder.lib.http.HttpRoutes.Calls;
import polder.lib.http.Texts;
import polder.lib.http.Texts.Text;

/** What a cfg file of this bundle says, checked. */
record WebhookKeys(
        Subscription subscription,
        Secret url,
        Method method,
        Map<String, Secret> headers,
        String contentType,
        String body,
        Signature signature) {
    /** Those that send something. */
    enum Method {
        POST,
        PUT,
        PATCH
    }

    private static final String HEADER = "header.";

    /** A token as in RFC 9110 section 5.6.2. */
    static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** Those the HTTP client sets by itself. */
    private static final Set<String> SET =
            Set.of("connection", "content-length", "content-type", "expect", "host", "upgrade");

    static WebhookKeys read(Settings settings) {
        return new WebhookKeys(
                Subscription.ofMessages(settings, "off"),
                HttpKeys.url(settings, "url"),
                settings.choice("method", Method.POST),
                headers(settings),
                settings.text("content.type", "application/json"),
                settings.longText("body", ""),
                Signature.read(settings));
    }

    private static Map<String, Secret> headers(Settings settings) {
        Map<String, Secret> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String key : settings.keys(HEADER)) {
            String name = key.substring(HEADER.length());
            if (!name.matches(NAME) || SET.contains(name.toLowerCase(Locale.ROOT))) {
                throw HttpKeys.refused(settings, key, "it is no name of a header, or one that is set by itself");
            }
            headers.put(name, settings.secret(key));
        }
        settings.text(HEADER + "NAME", ""); // so that it is told of a key that is none
        return headers;
    }

    /** @throws IllegalArgumentException when the template has a fault */
    Calls calls(CamelContext context) {
        Text text = body.isEmpty()
                ? exchange -> exchange.getMessage().getBody(String.class)
                : Texts.template(context, "polder-json", body);
        return exchange -> List.of(call(text.of(exchange), Instant.now()));
    }

    private HttpCall call(String text, Instant now) {
        String address = url.reveal();
        Map<String, String> sent = new HashMap<>();
        Set<String> secrets = new HashSet<>(Set.of(address));
        headers.forEach((name, value) -> {
            sent.put(name, value.reveal());
            secrets.add(value.reveal());
        });
        sent.put("Content-Type", contentType);
        sent.putAll(signature.headers(text, now));
        return new HttpCall(method.name(), address, sent, text, secrets);
    }
}
