// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

/** Makes Camel contexts that know {@code polder:} and keep quiet. */
final class Contexts implements Function<Mailboxes, CamelContext> {
    private final Supplier<CamelContext> bare;
    private final Supplier<@Nullable Attacks> attacks;
    private final Supplier<@Nullable Evidence> evidence;

    /** @param bare makes a context that is not started */
    Contexts(Supplier<CamelContext> bare, Supplier<@Nullable Attacks> attacks, Supplier<@Nullable Evidence> evidence) {
        this.bare = bare;
        this.attacks = attacks;
        this.evidence = evidence;
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
        convert(registry, String.class, this::json);
        convert(registry, byte[].class, event -> json(event).getBytes(StandardCharsets.UTF_8));
        convert(
                registry,
                InputStream.class,
                event -> new ByteArrayInputStream(json(event).getBytes(StandardCharsets.UTF_8)));
    }

    private String json(AttackEvent event) {
        Evidence kept = evidence.get();
        return AttackJson.write(
                event, kept == null ? null : kept.of(event.attack()).orElse(null));
    }

    private static void convert(TypeConverterRegistry registry, Class<?> to, Function<AttackEvent, Object> writer) {
        registry.addTypeConverter(
                to,
                AttackEvent.class,
                new SimpleTypeConverter(false, (type, exchange, event) -> writer.apply((AttackEvent) event)));
    }
}
