// SPDX-License-Identifier: Apache-2.0
package polder.notify.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.lib.http.testing.Stage.failure;
import static polder.lib.http.testing.Stage.properties;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.lib.http.testing.Collector;
import polder.lib.http.testing.Collector.Request;
import polder.lib.http.testing.Stage;

public class DiscordNotifierTest {
    private static final String PID = "polder.notify.discord";
    private static final String SECRET = "123456789012345678/s3cr3t-s3cr3t_s3cr3t";

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
        List<String> keys = new ArrayList<>(List.of("url", server.url("/api/webhooks/" + SECRET)));
        keys.addAll(Arrays.asList(more));
        stage.add(new DiscordNotifier(properties(PID, keys.toArray(String[]::new))));
    }

    @Test
    public void theAttackArrivesAsDiscordWantsIt() throws Exception {
        server.reply(204, "");
        notifier("text", "**{{target}}**\n{{group}}");
        Exchange exchange = stage.send(Stage.attack("started"));
        assertThat(failure(exchange)).isEmpty();
        assertThat(exchange.getProperty("PolderAnswer")).isEqualTo("204");
        Request request = server.request();
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /api/webhooks/" + SECRET);
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.body()).isEqualTo("{\"content\":\"**203.0.113.7**\\nweb & mail\"}");
    }

    @Test
    public void whatIsTooLongIsCut() throws Exception {
        notifier();
        Map<String, Object> digest = Stage.digest();
        digest.put("report", "attack started on 203.0.113.7\n".repeat(500));
        stage.send(digest);
        String text = ((JsonObject) Jsoner.deserialize(server.request().body())).getString("content");
        assertThat(text)
                .hasSize(2000)
                .startsWith("🔴 2 attacks in 1m\nattack started")
                .endsWith("…");
    }

    @Test
    public void aBusyServerIsLeftAloneAndARefusalIsFinal() throws Exception {
        notifier();
        server.reply(400, "{\"content\": [\"Must be 2000 or fewer in length.\"]}")
                .reply(429, "{\"message\": \"You are being rate limited.\", \"retry_after\": 29.7, \"global\": false}");
        Exchange refused = stage.send(Stage.attack("started"));
        assertThat(failure(refused))
                .isEqualTo("localhost:" + server.port()
                        + " answered 400: {\"content\": [\"Must be 2000 or fewer in length.\"]}");
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
        assertRefused("etc/polder.notify.discord-noc.cfg: url is missing");
        assertRefused("url is not accepted; give ", "url", "no " + SECRET);
        assertRefused("txt is no key of this file; did you mean text?", "url", "http://localhost/", "txt", "x");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new DiscordNotifier(properties(PID, keys)))
                .hasMessageContaining(words)
                .hasMessageNotContainingAny(SECRET);
    }
}
