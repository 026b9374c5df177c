// SPDX-License-Identifier: Apache-2.0
package polder.notify.telegram;

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

public class TelegramNotifierTest {
    private static final String PID = "polder.notify.telegram";
    private static final String SECRET = "123456:AAs3cr3t-s3cr3t_s3cr3t";

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
        List<String> keys =
                new ArrayList<>(List.of("server", server.url("/"), "token", SECRET, "chat", "-1001234567890"));
        keys.addAll(Arrays.asList(more));
        stage.add(new TelegramNotifier(properties(PID, keys.toArray(String[]::new))));
    }

    @Test
    public void theAttackArrivesAsTelegramWantsIt() throws Exception {
        server.reply(200, "{\"ok\":true,\"result\":{\"message_id\":42}}");
        notifier("text", "{{target}}\n<{{group}}>", "thread", "7");
        Exchange exchange = stage.send(Stage.attack("started"));
        assertThat(failure(exchange)).isEmpty();
        assertThat(exchange.getProperty("PolderAnswer")).isEqualTo("200: {\"ok\":true,\"result\":{\"message_id\":42}}");
        Request request = server.request();
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /bot" + SECRET + "/sendMessage");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.body())
                .isEqualTo(
                        "{\"chat_id\":\"-1001234567890\",\"message_thread_id\":7,\"text\":\"203.0.113.7\\n<web & mail>\","
                                + "\"link_preview_options\":{\"is_disabled\":true}}");
    }

    @Test
    public void valuesAreEscapedInHtml() throws Exception {
        notifier("format", "html", "text", "<b>{{target}}</b> {{group}}");
        stage.send(Stage.attack("started"));
        assertThat(server.request().body())
                .isEqualTo(
                        "{\"chat_id\":\"-1001234567890\",\"parse_mode\":\"HTML\",\"text\":\"<b>203.0.113.7<\\/b> web &amp; mail\","
                                + "\"link_preview_options\":{\"is_disabled\":true}}");
    }

    @Test
    public void htmlThatIsTooLongIsSentAsPlainText() throws Exception {
        notifier("format", "html", "text", "<b>{{target}}</b> {{group}} {{reason}}");
        Map<String, Object> attack = Stage.attack("started");
        attack.put("reason", "&".repeat(1000) + "x".repeat(9000));
        stage.send(attack);
        JsonObject body = (JsonObject) Jsoner.deserialize(server.request().body());
        assertThat(body).doesNotContainKey("parse_mode");
        assertThat(body.getString("text"))
                .hasSize(4096)
                .startsWith("203.0.113.7 web & mail &&&")
                .endsWith("x…");
    }

    @Test
    public void aBusyServerIsLeftAloneAndARefusalIsFinal() throws Exception {
        notifier();
        server.reply(400, "{\"ok\":false,\"description\":\"Bad Request: chat not found\"}")
                .reply(429, "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":30}}");
        Exchange refused = stage.send(Stage.attack("started"));
        assertThat(failure(refused))
                .isEqualTo("localhost:" + server.port()
                        + " answered 400: {\"ok\":false,\"description\":\"Bad Request: chat not found\"}");
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
        assertRefused("etc/polder.notify.telegram-noc.cfg: token is missing");
        assertRefused("token is not accepted; give ", "token", "no " + SECRET);
        assertRefused("txt is no key of this file; did you mean text?", "token", SECRET, "chat", "1", "txt", "x");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new TelegramNotifier(properties(PID, keys)))
                .hasMessageContaining(words)
                .hasMessageNotContainingAny(SECRET);
    }

    @Test
    public void aChatHasToBeNamed() {
        assertRefused("chat is missing", "token", SECRET);
        assertRefused(
                "server = ftp://x is not accepted; give an address", "token", SECRET, "chat", "1", "server", "ftp://x");
    }
}
