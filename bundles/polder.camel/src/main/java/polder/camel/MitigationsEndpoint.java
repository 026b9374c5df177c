// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.SimpleTypeConverter;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Mitigation;

/** {@code from: polder:mitigations}: every change of a mitigation that passes the filter. */
final class MitigationsEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);

    private final MitigationFilter filter;

    MitigationsEndpoint(String uri, Component component, MitigationFilter filter) {
        super(uri, component);
        this.filter = filter;
        Function<Mitigation, String> json = one -> Json.write(MitigationFields.of(one));
        convert(String.class, json);
        convert(Map.class, MitigationFields::of);
        convert(byte[].class, one -> json.apply(one).getBytes(StandardCharsets.UTF_8));
        convert(
                InputStream.class,
                one -> new ByteArrayInputStream(json.apply(one).getBytes(StandardCharsets.UTF_8)));
    }

    private void convert(Class<?> to, Function<Mitigation, ?> writer) {
        TypeConverterRegistry registry = getCamelContext().getTypeConverterRegistry();
        if (registry.lookup(to, Mitigation.class) == null) {
            registry.addTypeConverter(
                    to,
                    Mitigation.class,
                    new SimpleTypeConverter(
                            false, (type, exchange, body) -> writer.apply(Mitigation.class.cast(body))));
        }
    }

    /** A service of this bundle, which may come a moment after Camel. */
    static MitigationRoutes routes(@Nullable CamelContext context) {
        for (long end = System.nanoTime() + PATIENCE; System.nanoTime() - end < 0; LockSupport.parkNanos(LOOK)) {
            Set<MitigationRoutes> found =
                    context == null ? Set.of() : context.getRegistry().findByType(MitigationRoutes.class);
            if (!found.isEmpty()) {
                return found.iterator().next();
            }
        }
        throw new IllegalStateException("nobody knows of mitigations");
    }

    @Override
    public Consumer createConsumer(Processor route) {
        return new MitigationsConsumer(this, route, filter);
    }

    /** Every route has a consumer of its own. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(
                "polder:mitigations can be read only (from); write to polder:mitigation");
    }

    /** Runs mitigations through a route, on the route's own thread. */
    private static final class MitigationsConsumer extends DefaultConsumer {
        private final MitigationFilter filter;
        private final MitigationQueue.Taker taker = this::take;
        private @Nullable MitigationRoutes routes;

        MitigationsConsumer(MitigationsEndpoint endpoint, Processor route, MitigationFilter filter) {
            super(endpoint, route);
            this.filter = filter;
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            MitigationRoutes found = routes(getEndpoint().getCamelContext());
            routes = found;
            found.open(getRouteId(), filter, taker);
        }

        @Override
        protected void doStop() throws Exception {
            if (routes != null) {
                routes.close(getRouteId(), taker);
            }
            super.doStop();
        }

        private void take(Mitigation mitigation) throws Exception {
            MitigationRoutes known = routes;
            if (known == null) {
                return;
            }
            Exchange exchange = createExchange(false);
            exchange.getMessage().setBody(mitigation);
            MitigationFields.set(exchange.getMessage(), mitigation, known.isWanted(mitigation));
            try {
                getProcessor().process(exchange);
                Exception failure = exchange.getException();
                if (filter.confirm() && mitigation.state().isWanted()) {
                    String words = failure == null ? "" : RouteFault.reason(failure);
                    known.mitigations().took(mitigation.id(), "route " + getRouteId(), words);
                }
                if (failure != null) {
                    throw failure;
                }
            } finally {
                releaseExchange(exchange, false);
            }
        }
    }
}
