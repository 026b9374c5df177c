// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.SimpleTypeConverter;
import polder.api.traffic.TrafficSnapshot;

/** {@code from: polder:windows} and {@code from: polder:status}: a snapshot every so often. */
final class WindowsEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {
    private final WindowRoute.Wish wish;

    private WindowsEndpoint(String uri, Component component, WindowRoute.Wish wish) {
        super(uri, component);
        this.wish = wish;
    }

    /** Takes its own options out of those given. */
    static WindowsEndpoint windows(String uri, Component component, Map<String, Object> options) {
        Map<String, String> given = new HashMap<>();
        for (String name : WindowOptions.NAMES) {
            Object value = options.remove(name);
            if (value != null) {
                given.put(name, value.toString());
            }
        }
        WindowOptions parsed = WindowOptions.parse(given);
        return new WindowsEndpoint(uri, component, new WindowRoute.Wish("polder:windows", parsed.period(), parsed));
    }

    /** Takes its own option out of those given. */
    static WindowsEndpoint status(String uri, Component component, Map<String, Object> options) {
        Object period = options.remove("period");
        return new WindowsEndpoint(
                uri,
                component,
                new WindowRoute.Wish(
                        "polder:status", WindowOptions.period(period == null ? "10s" : period.toString()), null));
    }

    @Override
    public Consumer createConsumer(Processor route) {
        TypeConverterRegistry registry = getCamelContext().getTypeConverterRegistry();
        convert(registry, TrafficSnapshot.class, SnapshotMap::of);
        convert(registry, StatusReport.class, StatusReport::values);
        return new WindowsConsumer(this, route, wish);
    }

    private static <T> void convert(
            TypeConverterRegistry registry, Class<T> from, Function<T, Map<String, Object>> map) {
        if (registry.lookup(Map.class, from) == null) {
            Function<T, String> json = body -> Json.write(map.apply(body));
            Function<T, byte[]> bytes = body -> json.apply(body).getBytes(StandardCharsets.UTF_8);
            add(registry, Map.class, from, map);
            add(registry, String.class, from, json);
            add(registry, byte[].class, from, bytes);
            add(registry, InputStream.class, from, body -> new ByteArrayInputStream(bytes.apply(body)));
        }
    }

    private static <T> void add(TypeConverterRegistry registry, Class<?> to, Class<T> from, Function<T, ?> writer) {
        registry.addTypeConverter(
                to, from, new SimpleTypeConverter(false, (type, exchange, body) -> writer.apply(from.cast(body))));
    }

    /** Every route has a consumer of its own. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException(wish.from() + " can be read only (from), not written to");
    }
}
