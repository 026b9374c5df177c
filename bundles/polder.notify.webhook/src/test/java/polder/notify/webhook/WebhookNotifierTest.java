// SPDX-License-Identifier: Apache-2.0
package polder.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static polder.lib.http.testing.Stage.failure;
import static polder.lib.http.testing.Stage.properties;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.lib.http.testing.Collector;
import polder.lib.http.testing.Collector.Request;
import polder.lib.http.testing.Stage;

public class WebhookNotifierTest {
    private static final String PID = "polder.notify.webhook";
    private static final String JSON = "{\"phase\":\"started\",\"target\":\"203.0.113.7\",\"reason\":\"ä \\\"\"}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

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

    private WebhookNotifier notifier(String... more) throws Exception {
        List<String> keys = new ArrayList<>(List.of("url", server.url("/hook/s3cr3t-t0ken")));
        keys.addAll(Arrays.asList(more));
        WebhookNotifier notifier = new WebhookNotifier(properties(PID, keys.toArray(String[]::new)));
        stage.add(notifier);
        return notifier;
    }

    @Test
    public void theJsonOfAnEventArrivesAsItIs() throws Exception {
        notifier();
        Exchange exchange = stage.send(JSON);
        assertThat(failure(exchange)).isEmpty();
        assertThat(exchange.getProperty("PolderAnswer")).isEqualTo("200: ok");
        Request request = server.request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/hook/s3cr3t-t0ken");
        assertThat(request.body()).isEqualTo(JSON);
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().keySet())
                .as("nothing of the exchange is sent along")
                .containsExactlyInAnyOrder("Host", "User-agent", "Content-type", "Content-length");
    }

    @Test
    public void aTemplateMethodAndHeadersAreAsTheCfgSays() throws Exception {
        Path file = Files.writeString(folder.getRoot().toPath().resolve("token"), "Bearer t0p-s3cr3t\n");
        notifier(
                "method", "put",
                "content.type", "text/x-attack; charset=utf-8",
                "header.Authorization", "file:" + file,
                "header.X-Site", "ams 1",
                "body", "{\"text\":\"{{target}}: {{reason}}\",\"top\":\"{{headers.sources}}\"}");
        Map<String, Object> attack = Stage.attack("started");
        attack.put("reason", "a \"quoted\" one");
        assertThat(failure(stage.send(attack))).isEmpty();
        Request request = server.request();
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.header("Authorization")).isEqualTo("Bearer t0p-s3cr3t");
        assertThat(request.header("X-Site")).isEqualTo("ams 1");
        assertThat(request.header("Content-Type")).isEqualTo("text/x-attack; charset=utf-8");
        assertThat(request.body())
                .isEqualTo(
                        "{\"text\":\"203.0.113.7: a \\\"quoted\\\" one\",\"top\":\"198.51.100.1 42 %, 198.51.100.2 20 %\"}");
        Files.writeString(file, "Bearer another\n");
        stage.send(attack);
        assertThat(server.requests().get(1).header("Authorization")).isEqualTo("Bearer another");
    }

    /** The digits are those of {@code printf '1772366400.{"a":"ä"}' | openssl dgst -sha256 -hmac s3cr3t}. */
    @Test
    public void timeAndBodyAreSigned() {
        WebhookKeys keys = WebhookKeys.read(new Settings(
                Map.of("url", "http://localhost/", "secret", "s3cr3t", "signature.header", "X-Hub-Signature-256")));
        assertThat(keys.signature().headers("{\"a\":\"ä\"}", Instant.parse("2026-03-01T12:00:00Z")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "X-Polder-Timestamp", "1772366400",
                        "X-Hub-Signature-256",
                                "sha256=3450a1593968b9fc11693e23f27e5c604468b2374d51d9a4a74905e47126a865"));
    }

    @Test
    public void aReceiverCanCheckTheSignatureWithToolsItHas() throws Exception {
        notifier("secret", "s3cr3t");
        stage.send(JSON);
        Request request = server.request();
        String time = request.header("X-Polder-Timestamp");
        assertThat(Long.parseLong(time)).isCloseTo(Instant.now().getEpochSecond(), within(60L));
        Path signed = Files.write(
                folder.getRoot().toPath().resolve("signed"),
                (time + "." + request.body()).getBytes(StandardCharsets.UTF_8));
        Process openssl;
        try {
            openssl = new ProcessBuilder("openssl", "dgst", "-sha256", "-hmac", "s3cr3t", signed.toString()).start();
        } catch (IOException e) {
            System.out.println("WebhookNotifierTest: no openssl here to check a signature with");
            return;
        }
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(openssl.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat("sha256=" + said.strip().replaceFirst(".*= ", "")).isEqualTo(request.header("X-Polder-Signature"));
    }

    @Test
    public void nothingIsSignedWithoutASecret() throws Exception {
        notifier();
        stage.send(JSON);
        assertThat(server.request().header("X-Polder-Signature")).isEmpty();
        assertThat(server.request().header("X-Polder-Timestamp")).isEmpty();
    }

    @Test
    public void aFailureSaysWhatTheServerSaidAndNoSecret() throws Exception {
        notifier("header.Authorization", "Bearer t0p-s3cr3t", "secret", "s1gn-s3cr3t");
        server.reply(403, "Forbidden: /hook/s3cr3t-t0ken with Bearer t0p-s3cr3t")
                .reply(503, "busy", "Retry-After", "30");
        Exchange refused = stage.send(JSON);
        assertThat(failure(refused)).isEqualTo("localhost:" + server.port() + " answered 403: Forbidden: *** with ***");
        assertThat(refused.getProperty("PolderFinal")).isEqualTo(true);
        Exchange busy = stage.send(JSON);
        assertThat(failure(busy)).isEqualTo("localhost:" + server.port() + " answered 503: busy (wait 30s)");
        assertThat(busy.getProperty("PolderFinal")).isEqualTo(false);
        assertThat(stage.camel().getEndpoints().toString()
                        + refused
                        + busy
                        + refused.getAllProperties()
                        + busy.getMessage().getHeaders())
                .doesNotContain("s3cr3t");
    }

    @Test
    public void aServerThatHangsIsAFailureThatIsTriedAgain() throws Exception {
        notifier("time.limit", "300ms");
        server.reply(0, "");
        Exchange exchange = stage.send(JSON);
        assertThat(failure(exchange)).endsWith("did not answer within 300ms");
        assertThat(exchange.getProperty("PolderFinal")).isEqualTo(false);
    }

    @Test
    public void aWrongCfgIsRefusedInWordsThatTellNoSecret() {
        assertRefused("etc/polder.notify.webhook-noc.cfg: url is missing");
        assertRefused(
                "url is not accepted; give an address such as https://example.net/hook",
                "url",
                "s3cr3t.example.net/hook");
        assertRefused("url is not accepted", "url", "https://user:s3cr3t@example.net/hook");
        assertRefused("url is not accepted; /nosuch/s3 cannot be read", "url", "file:/nosuch/s3");
        assertRefused("header.Host is not accepted", "url", server.url("/"), "header.Host", "s3cr3t");
        assertRefused("header.A B is not accepted", "url", server.url("/"), "header.A B", "s3cr3t");
        assertRefused(
                "method = get is not accepted; give one of post, put, patch", "url", server.url("/"), "method", "get");
        assertRefused("header.NAME", "url", server.url("/"), "heder.X", "s3cr3t");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new WebhookNotifier(properties(PID, keys)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(words)
                .hasMessageNotContainingAny("s3cr3t");
    }

    @Test
    public void aChangeCountsFromTheNextRouteOnAndABadOneNotAtAll() throws Exception {
        WebhookNotifier notifier = notifier();
        notifier.modified(properties(PID, "url", server.url("/two")));
        notifier.modified(properties(PID, "url", "two"));
        stage.camel().getRouteController().stopRoute("polder.notify.webhook-noc");
        stage.camel().removeRoute("polder.notify.webhook-noc");
        stage.add(notifier);
        stage.send(JSON);
        assertThat(server.request().path()).isEqualTo("/two");
    }

    @Test
    public void aTemplateWithAFaultMakesNoRoute() {
        assertThatThrownBy(() -> notifier("body", "{\"text\": \"{{#target}}\"}"))
                .hasMessageContaining("target");
        assertThat(stage.camel().getRoutes()).isEmpty();
    }
}
