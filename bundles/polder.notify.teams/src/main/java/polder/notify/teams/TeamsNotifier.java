// SPDX-License-Identifier: Apache-2.0
package polder.notify.teams;

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

/** Posts attacks to a Microsoft Teams channel or chat. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.teams",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.teams")
public final class TeamsNotifier implements RoutesBuilder {
    private final HttpRoutes routes;

    @Activate
    public TeamsNotifier(Map<String, Object> properties) {
        routes = new HttpRoutes("polder.notify.teams", properties, TeamsNotifier::plan);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        routes.modified(properties);
    }

    private static Plan plan(Settings settings) {
        Subscription subscription = Subscription.ofMessages(settings, "20/1m");
        Secret url = HttpKeys.url(settings, "url");
        String template = settings.longText("text", Texts.DEFAULT);
        return new Plan(subscription, context -> {
            Text text = Texts.template(context, "polder", template);
            return exchange -> List.of(HttpCall.json(url.reveal(), Card.of(text.of(exchange))));
        });
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
