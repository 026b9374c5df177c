// SPDX-License-Identifier: Apache-2.0
package polder.notify.webhook;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import polder.lib.http.HttpRoutes;
import polder.lib.http.HttpRoutes.Plan;

/** Sends attacks to a web server. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.webhook",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.webhook")
public final class WebhookNotifier implements RoutesBuilder {
    private final HttpRoutes routes;

    @Activate
    public WebhookNotifier(Map<String, Object> properties) {
        routes = new HttpRoutes("polder.notify.webhook", properties, settings -> {
            WebhookKeys keys = WebhookKeys.read(settings);
            return new Plan(keys.subscription(), keys::calls);
        });
    }

    @Modified
    void modified(Map<String, Object> properties) {
        routes.modified(properties);
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        routes.addRoutesToCamelContext(context);
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        routes.addTemplatedRoutesToCamelContext(context);
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        return routes.updateRoutesToCamelContext(context);
    }
}
