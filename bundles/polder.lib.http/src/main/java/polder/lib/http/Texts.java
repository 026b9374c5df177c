// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/** Texts made of a message by a template, in one of Polder's languages. */
public final class Texts {
    /** What people read if their cfg says nothing: what is attacked, how much, by what, since when. Plain text. */
    public static final String DEFAULT =
            """
            {{#headers.over}}🟢{{/headers.over}}{{^headers.over}}🔴{{/headers.over}} {{#test}}TEST: {{/test}}{{summary}}
            {{#digest}}
            {{report}}
            {{/digest}}
            {{^digest}}
            {{direction}}, group {{group}}, level {{level}}, since {{since}}{{#headers.over}}, lasted {{duration}}{{/headers.over}}
            {{#limit_text}}
            {{metric}}: {{observed_text}}, limit {{limit_text}}, peak {{peak_text}}
            {{/limit_text}}
            {{#headers.vectors}}
            vectors: {{headers.vectors}}
            {{/headers.vectors}}
            {{#headers.sources}}
            top sources: {{headers.sources}}
            {{/headers.sources}}
            {{/digest}}
            told by {{node}}
            """;

    private Texts() {}

    /** Makes a text of each message. */
    @FunctionalInterface
    public interface Text {
        String of(Exchange exchange);
    }

    /**
     * Reads a template, when a route is built.
     *
     * @param language {@code polder}, {@code polder-html} or {@code polder-json}
     * @throws IllegalArgumentException when the template has a fault
     */
    public static Text template(CamelContext context, String language, String template) {
        Expression expression = context.resolveLanguage(language).createExpression(template);
        return exchange -> expression.evaluate(exchange, String.class);
    }
}
