// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.LoggingLevel;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.apache.camel.support.SimpleTypeConverter;
import polder.api.attack.AttackEvent;
import polder.api.notify.Digest;

/** A Camel context as {@code polder.camel} makes them, as far as a notifier sees: what is given to a route of it runs through that route. */
final class Sent implements AutoCloseable {
    private final CamelContext context = new DefaultCamelContext();

    Sent(MailNotifier notifier) throws Exception {
        DefaultErrorHandlerBuilder errors = new DefaultErrorHandlerBuilder();
        errors.logExhaustedMessageHistory(false);
        errors.loggingLevel(LoggingLevel.OFF);
        context.getCamelContextExtension().setErrorHandlerFactory(errors);
        context.disableJMX();
        context.addComponent("polder", new Attacks());
        context.getRegistry().bind("polder-language", new Templates(Escapers.NONE));
        context.getRegistry().bind("polder-html-language", new Templates(Escapers.HTML));
        convert(AttackEvent.class, Map.of("node", "polder.example.net", "report", "the report"));
        convert(Digest.class, Map.of("node", "polder.example.net", "report", "203.0.113.7\n203.0.113.8\n"));
        notifier.addRoutesToCamelContext(context);
        context.start();
    }

    private void convert(Class<?> from, Map<String, Object> fields) {
        TypeConverterRegistry registry = context.getTypeConverterRegistry();
        registry.addTypeConverter(
                Map.class, from, new SimpleTypeConverter(false, (type, exchange, event) -> new HashMap<>(fields)));
    }

    /** Runs a body through a route; what went wrong is with the exchange. */
    Exchange give(String route, Object body) throws Exception {
        return give(route, body, false);
    }

    Exchange give(String route, Object body, boolean test) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        if (test) {
            exchange.getMessage().setHeader("PolderTest", true);
        }
        ((DefaultConsumer) context.getRoute(route).getConsumer()).getProcessor().process(exchange);
        return exchange;
    }

    CamelContext context() {
        return context;
    }

    @Override
    public void close() {
        context.stop();
    }

    private static final class Attacks extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) {
            options.clear();
            return new Mailboxes(uri, this);
        }
    }

    private static final class Mailboxes extends DefaultEndpoint implements MultipleConsumersSupport {
        Mailboxes(String uri, Component component) {
            super(uri, component);
        }

        @Override
        public Consumer createConsumer(Processor route) {
            return new DefaultConsumer(this, route);
        }

        @Override
        public boolean isMultipleConsumersSupported() {
            return true;
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Templates extends LanguageSupport {
        private final Mustache.Compiler compiler;

        Templates(Mustache.Escaper escaper) {
            compiler = Mustache.compiler()
                    .withEscaper(escaper)
                    .defaultValue("")
                    .strictSections(false)
                    .emptyStringIsFalse(true)
                    .zeroIsFalse(true);
        }

        @Override
        public Expression createExpression(String expression) {
            Template template = compiler.compile(expression);
            return new ExpressionAdapter() {
                @Override
                public Object evaluate(Exchange exchange) {
                    Map<String, Object> fields = new HashMap<>();
                    Map<?, ?> body = exchange.getMessage().getBody(Map.class);
                    body.forEach((key, value) -> fields.put(key.toString(), value));
                    fields.put("test", exchange.getMessage().getHeader("PolderTest", false, Boolean.class));
                    return template.execute(fields);
                }
            };
        }

        @Override
        public Predicate createPredicate(String expression) {
            throw new UnsupportedOperationException();
        }
    }
}
