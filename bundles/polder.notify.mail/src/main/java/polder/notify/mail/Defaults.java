// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The templates of those who have written none. */
final class Defaults {
    private Defaults() {}

    static MailKeys.Texts of(Kind kind) {
        return new MailKeys.Texts(
                "{{#test}}TEST: {{/test}}Polder: {{headline}}",
                switch (kind) {
                    case FIRST, ONGOING -> "{{fastnetmon_summary}}{{fastnetmon_flows}}\n{{facts_text}}";
                    case DETAILS -> "IP: {{target}}\n{{fastnetmon_packets}}\n{{facts_text}}";
                    case ENDED -> "{{fastnetmon_summary}}\n{{facts_text}}";
                    case DIGEST -> "{{headline}}\n\n{{report}}";
                },
                page(kind == Kind.DIGEST ? "digest.html" : "attack.html"));
    }

    private static String page(String name) {
        try (InputStream in = Defaults.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the bundle");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
