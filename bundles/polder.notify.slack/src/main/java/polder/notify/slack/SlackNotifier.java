// SPDX-License-Identifier: Apache-2.0
package polder.notify.slack;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.util.json.JsonObject;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import polder.api.config.Secret;
import polder.api.config.Settings;
import polder.api.notify.Subscription;
import polder.lib.http.Cut;
import polder.lib.http.HttpCall;
import polder.lib.http.HttpKeys;
import polder.lib.http.HttpRoutes;
import polder.lib.http.HttpRoutes.Plan;
import polder.lib.http.Texts;
import polder.lib.http.Texts.Text;

/** Posts attacks to a Slack channel. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.slack",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.slack")
public final class SlackNotifier implements RoutesBuilder {
    /** Slack cuts what is longer than 40,000 and asks for no more than this. */
    private static final int LONGEST = 4000;

    private final HttpRoutes routes;

    @Activate
    public SlackNotifier(Map<String, Object> properties) {
        routes = new HttpRoutes("polder.notify.slack", properties, SlackNotifier::plan);
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
            Text text = Texts.template(context, "polder-html", template);
            return exchange -> List.of(call(url.reveal(), text.of(exchange)));
        });
    }

    private static HttpCall call(String url, String text) {
        JsonObject message = new JsonObject();
        message.put("text", Cut.to(LONGEST, escaped(text)));
        return HttpCall.json(url, message.toJson());
    }

    /** Slack wants {@code &}, {@code <} and {@code >} of values escaped and shows any other entity as it stands. */
    private static String escaped(String html) {
        return html.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#x60;", "`")
                .replace("&#x3D;", "=");
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
