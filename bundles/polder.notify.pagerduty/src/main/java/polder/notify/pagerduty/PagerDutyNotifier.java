// SPDX-License-Identifier: Apache-2.0
package polder.notify.pagerduty;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.notify.Subscription;
import polder.lib.http.HttpCall;
import polder.lib.http.HttpKeys;
import polder.lib.http.HttpRoutes;
import polder.lib.http.HttpRoutes.Plan;
import polder.lib.http.Texts;
import polder.lib.http.Texts.Text;

/** Opens an incident in PagerDuty for each attack and resolves it at the end. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.pagerduty",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.pagerduty")
public final class PagerDutyNotifier implements RoutesBuilder {
    private final HttpRoutes routes;

    @Activate
    public PagerDutyNotifier(Map<String, Object> properties) {
        routes = new HttpRoutes("polder.notify.pagerduty", properties, PagerDutyNotifier::plan);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        routes.modified(properties);
    }

    private static Plan plan(Settings settings) {
        Subscription subscription = Subscription.ofEvents(settings);
        Secret key = HttpKeys.token(
                settings, "routing.key", "[0-9A-Za-z]{8,64}", "give the integration's key of 32 letters and digits");
        String url = HttpKeys.server(settings, "https://events.pagerduty.com") + "/v2/enqueue";
        String template = settings.longText("text", "{{#test}}TEST: {{/test}}{{summary}}");
        return new Plan(subscription, context -> {
            Text text = Texts.template(context, "polder", template);
            return exchange -> calls(url, key.reveal(), new Incident(exchange, text.of(exchange)));
        });
    }

    private static List<HttpCall> calls(String url, String key, Incident incident) {
        return incident.events(key).stream()
                .map(event -> new HttpCall(
                        "POST", url, Map.of("Content-Type", "application/json"), event.toJson(), Set.of(key)))
                .toList();
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
