// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.jspecify.annotations.Nullable;
import polder.api.attack.AttackEvent;
import polder.api.attack.Attacks;
import polder.api.evidence.Evidence;
import polder.api.notify.Digest;

/** Makes Camel contexts that know {@code polder:} and keep quiet. */
final class Contexts implements Function<Mailboxes, CamelContext> {
    private final Supplier<CamelContext> bare;
    private final Supplier<@Nullable Attacks> attacks;
    private final Messages messages;

    /** @param bare makes a context that is not started */
    Contexts(Supplier<CamelContext> bare, Supplier<@Nullable Attacks> attacks, Supplier<@Nullable Evidence> evidence) {
        this.bare = bare;
        this.attacks = attacks;
        messages = new Messages(evidence);
    }

    @Override
    public CamelContext apply(Mailboxes mailboxes) {
        CamelContext context = bare.get();
        context.getCamelContextExtension().setName("polder");
        context.disableJMX();
        context.setSourceLocationEnabled(true);
        context.getCamelContextExtension().setErrorHandlerFactory(errors());
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        ShutdownStrategy shutdown = context.getShutdownStrategy();
        shutdown.setTimeout(1);
        shutdown.setSuppressLoggingOnTimeout(true);
        shutdown.setLogInflightExchangesOnTimeout(false);
        shutdown.setLoggingLevel(LoggingLevel.DEBUG);
        context.addComponent("polder", new PolderComponent(mailboxes, attacks));
        Templates.bind(context);
        converters(context.getTypeConverterRegistry());
        return context;
    }

    /** The mailbox says in one line what has failed; Camel would say it in fifty. */
    private static DefaultErrorHandlerBuilder errors() {
        DefaultErrorHandlerBuilder errors = new DefaultErrorHandlerBuilder();
        errors.logExhaustedMessageHistory(false);
        errors.loggingLevel(LoggingLevel.OFF);
        return errors;
    }

    private void converters(TypeConverterRegistry registry) {
        convert(registry, AttackEvent.class, messages::json, messages::map);
        convert(registry, Digest.class, messages::json, messages::map);
    }

    private static <T> void convert(
            TypeConverterRegistry registry, Class<T> from, Function<T, String> json, Function<T, Object> map) {
        Function<T, byte[]> bytes = body -> json.apply(body).getBytes(StandardCharsets.UTF_8);
        add(registry, String.class, from, json);
        add(registry, Map.class, from, map);
        add(registry, byte[].class, from, bytes);
        add(registry, InputStream.class, from, body -> new ByteArrayInputStream(bytes.apply(body)));
    }

    private static <T> void add(TypeConverterRegistry registry, Class<?> to, Class<T> from, Function<T, ?> writer) {
        registry.addTypeConverter(
                to, from, new SimpleTypeConverter(false, (type, exchange, body) -> writer.apply(from.cast(body))));
    }
}
