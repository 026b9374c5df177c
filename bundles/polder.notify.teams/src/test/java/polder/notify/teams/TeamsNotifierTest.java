// SPDX-License-Identifier: Apache-2.0
package polder.notify.teams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.lib.http.testing.Stage.failure;
import static polder.lib.http.testing.Stage.properties;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.lib.http.testing.Collector;
import polder.lib.http.testing.Collector.Request;
import polder.lib.http.testing.Stage;

public class TeamsNotifierTest {
    private static final String PID = "polder.notify.teams";
    private static final String SECRET = "s3cr3t-s3cr3t_s3cr3t";

    private final Stage stage = new Stage();
    private Collector server;

    @Before
    public void start() throws Exception {
        server = Collector.http();
    }

    @After
    public void stop() {
        stage.close();
        server.close();
    }

    private void notifier(String... more) throws Exception {
        List<String> keys = new ArrayList<>(
                List.of("url", server.url("/workflows/1/triggers/manual/paths/invoke?api-version=1&sig=" + SECRET)));
        keys.addAll(Arrays.asList(more));
        stage.add(new TeamsNotifier(properties(PID, keys.toArray(String[]::new))));
    }

    private static JsonArray lines(String body) throws Exception {
        JsonObject message = (JsonObject) Jsoner.deserialize(body);
        JsonArray attachments = message.getCollection("attachments");
        JsonObject card = ((JsonObject) attachments.get(0)).getMap("content");
        return card.getCollection("body");
    }

    @Test
    public void theAttackArrivesAsACard() throws Exception {
        server.reply(202, "");
        notifier("text", "{{target}}\n\n{{group}}");
        Exchange exchange = stage.send(Stage.attack("started"));
        assertThat(failure(exchange)).isEmpty();
        assertThat(exchange.getProperty("PolderAnswer")).isEqualTo("202");
        Request request = server.request();
        assertThat(request.method() + " " + request.path())
                .isEqualTo("POST /workflows/1/triggers/manual/paths/invoke?api-version=1&sig=" + SECRET);
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.body().replace("\\/", "/"))
                .isEqualTo(
                        "{\"type\":\"message\",\"attachments\":[{\"contentType\":\"application/vnd.microsoft.card.adaptive\","
                                + "\"contentUrl\":null,\"content\":{\"$schema\":\"http://adaptivecards.io/schemas/adaptive-card.json\","
                                + "\"type\":\"AdaptiveCard\",\"version\":\"1.4\",\"body\":["
                                + "{\"type\":\"RichTextBlock\",\"inlines\":[{\"type\":\"TextRun\",\"text\":\"203.0.113.7\",\"weight\":\"Bolder\"}]},"
                                + "{\"type\":\"RichTextBlock\",\"spacing\":\"None\",\"inlines\":[{\"type\":\"TextRun\",\"text\":\"web & mail\"}]}],"
                                + "\"msteams\":{\"width\":\"Full\"}}}]}");
    }

    @Test
    public void whatIsTooLongIsCut() throws Exception {
        notifier();
        Map<String, Object> digest = Stage.digest();
        digest.put("report", "ä\"started on 203.0.113.7\n".repeat(5000));
        stage.send(digest);
        String body = server.request().body();
        assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(18_000, 28 * 1024);
        assertThat(lines(body)).hasSizeGreaterThan(100).last().asString().contains("…");
    }

    @Test
    public void aBusyServerIsLeftAloneAndARefusalIsFinal() throws Exception {
        notifier();
        server.reply(401, "{\"error\":{\"message\":\"sig=" + SECRET + "\"}}")
                .reply(429, "rate_limited", "Retry-After", "30");
        Exchange refused = stage.send(Stage.attack("started"));
        assertThat(failure(refused))
                .isEqualTo("localhost:" + server.port() + " answered 401: {\"error\":{\"message\":\"sig=***\"}}");
        assertThat(refused.getProperty("PolderFinal")).isEqualTo(true);
        Exchange busy = stage.send(Stage.attack("started"));
        assertThat(failure(busy)).endsWith("(wait 30s)");
        assertThat(busy.getProperty("PolderFinal")).isEqualTo(false);
        assertThat(failure(stage.send(Stage.attack("started")))).contains("has asked to be left alone");
        assertThat(server.requests()).hasSize(2);
        assertThat("" + stage.camel().getEndpoints() + busy + busy.getAllProperties()
                        + busy.getMessage().getHeaders())
                .doesNotContain(SECRET);
    }

    @Test
    public void whatIsWrongWithTheCfgIsToldWithoutTheSecret() {
        assertRefused("etc/polder.notify.teams-noc.cfg: url is missing");
        assertRefused("url is not accepted; give ", "url", "no " + SECRET);
        assertRefused("txt is no key of this file; did you mean text?", "url", "http://localhost/", "txt", "x");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new TeamsNotifier(properties(PID, keys)))
                .hasMessageContaining(words)
                .hasMessageNotContainingAny(SECRET);
    }
}
