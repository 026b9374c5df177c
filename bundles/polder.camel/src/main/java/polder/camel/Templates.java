// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.jspecify.annotations.Nullable;

/**
 * The languages {@code polder}, {@code polder-html} and {@code polder-json}: texts with fields of an event in Mustache's notation. They
 * differ in how a value is escaped. A name there is none of stands for nothing: what is not known of one attack is of another.
 */
final class Templates extends LanguageSupport {
    private final Mustache.Compiler compiler;

    private Templates(Mustache.Escaper escaper) {
        compiler = Mustache.compiler()
                .withEscaper(escaper)
                .defaultValue("")
                .strictSections(false)
                .emptyStringIsFalse(true)
                .zeroIsFalse(true);
    }

    /** Makes them known to a context that is not started. */
    static void bind(CamelContext context) {
        Registry registry = context.getRegistry();
        registry.bind("polder-language", new Templates(Escapers.NONE));
        registry.bind("polder-html-language", new Templates(Escapers.HTML));
        registry.bind("polder-json-language", new Templates(Templates::forJson));
    }

    private static String forJson(String value) {
        StringBuilder out = new StringBuilder(value.length() + 16);
        Json.escape(value, out);
        return out.toString();
    }

    @Override
    public Expression createExpression(String expression) {
        Template template = compile(loadResource(expression));
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return template.execute(fields(exchange));
            }

            @Override
            public String toString() {
                return expression;
            }
        };
    }

    private Template compile(String text) {
        try {
            return compiler.compile(text);
        } catch (MustacheException e) {
            throw new IllegalArgumentException("template: " + e.getMessage(), e);
        }
    }

    /** Those of the body, and under {@code headers} what the route itself has set. */
    private static Map<String, @Nullable Object> fields(Exchange exchange) {
        Map<?, ?> body = exchange.getMessage().getBody(Map.class);
        Map<String, @Nullable Object> fields = new HashMap<>();
        if (body != null) {
            body.forEach((name, value) -> fields.put(String.valueOf(name), value));
        }
        fields.put("test", exchange.getMessage().getHeader(AttackHeaders.TEST, false, Boolean.class));
        fields.put("headers", exchange.getMessage().getHeaders());
        return fields;
    }

    @Override
    public Predicate createPredicate(String expression) {
        throw new UnsupportedOperationException("a template gives a text, not yes or no");
    }
}
