// SPDX-License-Identifier: Apache-2.0
package polder.notify.telegram;

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

/** Sends attacks to a Telegram chat. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.telegram",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.telegram")
public final class TelegramNotifier implements RoutesBuilder {
    /** Telegram refuses a longer message. */
    private static final int LONGEST = 4096;

    /** How the text is to be read. */
    private enum Format {
        TEXT,
        HTML
    }

    private record Message(Secret token, String server, String chat, int thread, Format format) {}

    private final HttpRoutes routes;

    @Activate
    public TelegramNotifier(Map<String, Object> properties) {
        routes = new HttpRoutes("polder.notify.telegram", properties, TelegramNotifier::plan);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        routes.modified(properties);
    }

    private static Plan plan(Settings settings) {
        Subscription subscription = Subscription.ofMessages(settings, "20/1m");
        Message message = new Message(
                token(settings),
                HttpKeys.server(settings, "https://api.telegram.org"),
                settings.text("chat"),
                settings.number("thread", 0, 0, Integer.MAX_VALUE),
                settings.choice("format", Format.TEXT));
        String template = settings.longText("text", Texts.DEFAULT);
        return new Plan(subscription, context -> {
            String language = message.format() == Format.HTML ? "polder-html" : "polder";
            Text text = Texts.template(context, language, template);
            return exchange -> List.of(call(message, text.of(exchange)));
        });
    }

    private static Secret token(Settings settings) {
        return HttpKeys.token(
                settings, "token", "[0-9]+:[A-Za-z0-9_-]+", "give what BotFather has said, such as 123456:ABC-DEF");
    }

    private static HttpCall call(Message to, String text) {
        JsonObject message = new JsonObject();
        message.put("chat_id", to.chat());
        if (to.thread() > 0) {
            message.put("message_thread_id", to.thread());
        }
        if (to.format() == Format.HTML && text.length() <= LONGEST) {
            message.put("parse_mode", "HTML");
            message.put("text", text);
        } else {
            message.put("text", Cut.to(LONGEST, to.format() == Format.HTML ? plain(text) : text));
        }
        message.put("link_preview_options", new JsonObject(Map.of("is_disabled", true)));
        String token = to.token().reveal();
        String url = to.server() + "/bot" + token + "/sendMessage";
        return new HttpCall(
                "POST", url, Map.of("Content-Type", "application/json"), message.toJson(), Set.of(token, url));
    }

    /** What is cut within a tag would be refused. */
    private static String plain(String html) {
        return html.replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#x60;", "`")
                .replace("&#x3D;", "=")
                .replace("&amp;", "&");
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
