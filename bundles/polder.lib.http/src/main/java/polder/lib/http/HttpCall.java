// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One request. Immutable; it holds secrets and lives no longer than the sending of it.
 *
 * @param method such as {@code POST}
 * @param url http or https
 * @param headers by their names
 * @param body sent as UTF-8
 * @param secrets what of all this nobody is to read in a log, a list or a failure; neither are the longer parts of each
 */
public record HttpCall(String method, String url, Map<String, String> headers, String body, Set<String> secrets) {
    /** Shorter parts, as a path has them ({@code services}), tell nothing. */
    private static final int TELLING = 8;

    private static final int LEAST = 4;

    public HttpCall {
        headers = Map.copyOf(headers);
        secrets = Set.copyOf(secrets);
    }

    /** JSON by POST to an address that is itself a secret. */
    public static HttpCall json(String url, String body) {
        return new HttpCall("POST", url, Map.of("Content-Type", "application/json"), body, Set.of(url));
    }

    @Override
    public String toString() {
        return "HttpCall";
    }

    /** A text, such as a server's answer, without the secrets: servers like to repeat what they were asked for. */
    String hide(String text) {
        Set<String> hidden = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (String secret : secrets) {
            hidden.addAll(parts(secret));
        }
        String shown = text;
        for (String one : hidden) {
            shown = shown.replace(one, "***");
        }
        return shown;
    }

    private static List<String> parts(String secret) {
        List<String> parts = new ArrayList<>();
        if (secret.length() >= LEAST) {
            parts.add(secret);
        }
        String rest = secret.replaceFirst("^https?://[^/?#]*", "");
        parts.addAll(List.of(rest, decoded(rest)));
        for (String part : rest.split("[/?&=;:,#\\s]+", -1)) {
            parts.addAll(List.of(part, decoded(part)));
        }
        parts.removeIf(part -> part.length() < TELLING && !part.equals(secret));
        return parts;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
