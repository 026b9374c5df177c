// SPDX-License-Identifier: Apache-2.0
package polder.notify.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.lib.http.testing.Stage.failure;
import static polder.lib.http.testing.Stage.properties;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.lib.http.testing.Collector;
import polder.lib.http.testing.Collector.Request;
import polder.lib.http.testing.Stage;

public class PagerDutyNotifierTest {
    private static final String PID = "polder.notify.pagerduty";
    private static final String SECRET = "s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3";

    private static final String ID = "01020304-0506-0708-090a-0b0c0d0e0f10";

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
        List<String> keys = new ArrayList<>(List.of("server", server.url(""), "routing.key", SECRET));
        keys.addAll(Arrays.asList(more));
        stage.add(new PagerDutyNotifier(properties(PID, keys.toArray(String[]::new))));
    }

    @Test
    public void theStartTriggersAndTheEndResolvesTheSameIncident() throws Exception {
        server.reply(202, "{\"status\":\"success\",\"message\":\"Event processed\"}");
        notifier();
        Exchange exchange = stage.send(Stage.attack("started"));
        assertThat(failure(exchange)).isEmpty();
        assertThat(exchange.getProperty("PolderAnswer"))
                .isEqualTo("202: {\"status\":\"success\",\"message\":\"Event processed\"}");
        stage.send(Stage.attack("ended"));
        Request trigger = server.requests().get(0);
        assertThat(trigger.method() + " " + trigger.path()).isEqualTo("POST /v2/enqueue");
        assertThat(trigger.header("Content-Type")).isEqualTo("application/json");
        assertThat(trigger.body())
                .isEqualTo("{\"routing_key\":\"" + SECRET + "\",\"event_action\":\"trigger\",\"dedup_key\":\"" + ID
                        + "\",\"client\":\"Polder\","
                        + "\"payload\":{\"summary\":\"attack started on 203.0.113.7 (group web & mail)\",\"source\":\"203.0.113.7\","
                        + "\"severity\":\"critical\",\"timestamp\":\"2026-03-01T12:00:00.250Z\",\"component\":\"203.0.113.7\","
                        + "\"group\":\"web & mail\",\"class\":\"threshold\",\"custom_details\":{"
                        + "\"reason\":\"incoming 104 kpps, limit 20 kpps\",\"direction\":\"incoming\",\"metric\":\"in.packets\","
                        + "\"observed\":\"104 kpps\",\"limit\":\"20 kpps\",\"peak\":\"110 kpps\",\"since\":\"2026-03-01T12:00:00Z\","
                        + "\"detector\":\"threshold\",\"level\":\"critical\",\"node\":\"edge-1\","
                        + "\"vectors\":\"ntp_amplification 97 %, udp_flood 3 %\","
                        + "\"top_sources\":\"198.51.100.1 42 %, 198.51.100.2 20 %\"}}}");
        assertThat(server.requests().get(1).body())
                .isEqualTo("{\"routing_key\":\"" + SECRET + "\",\"event_action\":\"resolve\",\"dedup_key\":\"" + ID
                        + "\"}");
    }

    @Test
    public void theLevelIsTheSeverity() throws Exception {
        notifier();
        for (String level : List.of("warn", "alert", "critical")) {
            Map<String, Object> attack = Stage.attack("warned");
            attack.put("level", level);
            stage.send(attack);
        }
        stage.send(Stage.attack("passed"));
        assertThat(server.requests())
                .extracting(
                        request -> request.body().replaceAll(".*\"(?:severity|event_action)\":\"([a-z]+)\".*", "$1"))
                .containsExactly("warning", "error", "critical", "resolve");
    }

    @Test
    public void aTestLeavesNoIncidentOpen() throws Exception {
        notifier();
        Exchange exchange = new DefaultExchange(stage.camel());
        exchange.getMessage().setBody(Stage.attack("started"));
        exchange.getMessage().setHeader("PolderTest", true);
        stage.camel()
                .createFluentProducerTemplate()
                .withExchange(exchange)
                .to("polder:attacks")
                .send();
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0).body()).contains("\"trigger\"", "\"severity\":\"info\"");
        assertThat(server.requests().get(1).body()).contains("\"resolve\"", ID);
    }

    @Test
    public void whatIsTooLongIsCut() throws Exception {
        notifier("text", "{{reason}}");
        Map<String, Object> attack = Stage.attack("started");
        attack.put("reason", "x".repeat(9000));
        stage.send(attack);
        JsonObject payload = ((JsonObject) Jsoner.deserialize(server.request().body())).getMap("payload");
        assertThat(payload.getString("summary")).hasSize(1024).endsWith("x…");
    }

    @Test
    public void aBusyServerIsLeftAloneAndARefusalIsFinal() throws Exception {
        notifier();
        server.reply(400, "{\"errors\":[\"routing_key " + SECRET + "\"]}")
                .reply(429, "rate_limited", "Retry-After", "30");
        Exchange refused = stage.send(Stage.attack("started"));
        assertThat(failure(refused))
                .isEqualTo("localhost:" + server.port() + " answered 400: {\"errors\":[\"routing_key ***\"]}");
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
        assertRefused("etc/polder.notify.pagerduty-noc.cfg: routing.key is missing");
        assertRefused("routing.key is not accepted; give ", "routing.key", "no " + SECRET);
        assertRefused("txt is no key of this file; did you mean text?", "routing.key", SECRET, "txt", "x");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new PagerDutyNotifier(properties(PID, keys)))
                .hasMessageContaining(words)
                .hasMessageNotContainingAny(SECRET);
    }
}
