// SPDX-License-Identifier: Apache-2.0
package polder.notify.webhook;

import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import polder.lib.http.HttpNotifier;
import polder.lib.http.HttpRoutes;
import polder.lib.http.HttpRoutes.Plan;

/** Sends attacks to a web server. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.webhook",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.webhook")
public final class WebhookNotifier implements HttpNotifier {
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
    public HttpRoutes routes() {
        return routes;
    }
}
