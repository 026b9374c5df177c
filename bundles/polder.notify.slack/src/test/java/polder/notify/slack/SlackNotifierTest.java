// SPDX-License-Identifier: Apache-2.0
package polder.notify.slack;

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

public class SlackNotifierTest {
    private static final String PID = "polder.notify.slack";
    private static final String SECRET = "T00000000/B00000000/s3cr3ts3cr3t";

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
        List<String> keys = new ArrayList<>(List.of("url", server.url("/services/" + SECRET)));
        keys.addAll(Arrays.asList(more));
        stage.add(new SlackNotifier(properties(PID, keys.toArray(String[]::new))));
    }

    @Test
    public void theAttackArrivesAsSlackWantsIt() throws Exception {
        notifier("text", "*{{target}}* <https://noc.example.net|look> {{group}} {{reason}}");
        Map<String, Object> attack = Stage.attack("started");
        attack.put("reason", "<1> & \"2\" it's");
        Exchange exchange = stage.send(attack);
        assertThat(failure(exchange)).isEmpty();
        assertThat(exchange.getProperty("PolderAnswer")).isEqualTo("200: ok");
        Request request = server.request();
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /services/" + SECRET);
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.body())
                .isEqualTo(
                        "{\"text\":\"*203.0.113.7* <https:\\/\\/noc.example.net|look> web &amp; mail &lt;1&gt; &amp; \\\"2\\\" it's\"}");
    }

    @Test
    public void whatIsTooLongIsCut() throws Exception {
        notifier("text", "{{reason}}");
        Map<String, Object> attack = Stage.attack("started");
        attack.put("reason", "x".repeat(9000));
        stage.send(attack);
        String text = ((JsonObject) Jsoner.deserialize(server.request().body())).getString("text");
        assertThat(text).hasSize(4000).endsWith("x…");
    }

    @Test
    public void aBusyServerIsLeftAloneAndARefusalIsFinal() throws Exception {
        notifier();
        server.reply(404, "no_service: /services/" + SECRET).reply(429, "rate_limited", "Retry-After", "30");
        Exchange refused = stage.send(Stage.attack("started"));
        assertThat(failure(refused)).isEqualTo("localhost:" + server.port() + " answered 404: no_service: ***");
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
        assertRefused("etc/polder.notify.slack-noc.cfg: url is missing");
        assertRefused("url is not accepted; give ", "url", "no " + SECRET);
        assertRefused("txt is no key of this file; did you mean text?", "url", "http://localhost/", "txt", "x");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new SlackNotifier(properties(PID, keys)))
                .hasMessageContaining(words)
                .hasMessageNotContainingAny(SECRET);
    }
}
