// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.notify.Subscription;

/**
 * The routes of a notifier that speaks HTTP: it has to say what its own keys are and what is sent of a message. A component hands its
 * properties and its methods as a {@link RoutesBuilder} on to one of these. Any thread may use it.
 */
public final class HttpRoutes implements RoutesBuilder {
    /** Says what is sent of a message; used by one route. */
    @FunctionalInterface
    public interface Calls {
        List<HttpCall> of(Exchange exchange) throws Exception;
    }

    /**
     * What a cfg says of a notifier.
     *
     * @param subscription which events
     * @param calls what is sent of them; made for a route when that is built, and may throw then
     */
    public record Plan(Subscription subscription, Function<CamelContext, Calls> calls) {}

    private record Keys(String instance, Plan plan, HttpKeys http) {}

    private final String pid;
    private final Logger log;
    private final Function<Settings, Plan> reader;
    private volatile Keys keys;

    /**
     * @param pid of the notifier, which also names its routes and its logger
     * @param properties of the component
     * @param reader of the keys it has beside those of {@link HttpKeys}
     * @throws SettingsException when they are not accepted
     */
    public HttpRoutes(String pid, Map<String, ?> properties, Function<Settings, Plan> reader) {
        this.pid = pid;
        this.reader = reader;
        log = LoggerFactory.getLogger(pid);
        keys = read(properties);
    }

    private Keys read(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        Keys read = new Keys(settings.instance(), reader.apply(settings), HttpKeys.read(settings));
        settings.refuseRest();
        return read;
    }

    /** Other properties, from the next route on; what is not accepted is told and changes nothing. */
    public void modified(Map<String, ?> properties) {
        try {
            keys = read(properties);
        } catch (SettingsException e) {
            log.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        Keys now = keys;
        String name = pid + "-" + now.instance();
        Poster poster = new Poster(
                name.replace("polder.notify.", "polder-"),
                now.http(),
                now.plan().calls().apply(context));
        context.addRoutes(new RouteBuilder(context) {
            @Override
            public void configure() {
                from(now.plan().subscription().from()).routeId(name).process(poster);
            }
        });
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        // there are none
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        addRoutesToCamelContext(context);
        return Set.of();
    }
}
