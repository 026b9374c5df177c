// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/** Notifiers that speak HTTP, installed while the appliance runs: what they send, what they say of failures, and that no secret is told. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class NotifyWebIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SECRET = "s3cr3t-t0ken";
    private static final String TOKEN = "123456:AA" + SECRET;
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final List<String> ALL = List.of("webhook", "slack", "discord", "teams", "telegram", "pagerduty");
    /** Where the requests of each come in. */
    private static final Map<String, String> PATHS = Map.of(
            "webhook", "/hook/" + SECRET,
            "slack", "/slack/" + SECRET,
            "discord", "/discord/" + SECRET,
            "teams", "/teams?sig=" + SECRET,
            "telegram", "/bot" + TOKEN + "/sendMessage",
            "pagerduty", "/v2/enqueue");

    private static Operator operator;
    private static WebServer server;

    @BeforeClass
    public static void startIt() throws Exception {
        server = new WebServer();
        operator = new Operator("notify-web");
        operator.cfg("polder.traffic.cfg", "networks = 10.0.0.0/8")
                .cfg("polder.traffic.group-default.cfg", "limit.in.packets = 20kpps", "hold = 2s", "ban.time = 10m")
                .start();
        operator.console("feature:install " + features());
        for (String name : List.of("slack", "discord", "teams")) {
            Path url = operator.path(name + "-url");
            Files.writeString(url, server.url(PATHS.get(name)) + "\n");
            operator.cfg(cfg(name), "url = file:" + url);
        }
        operator.cfg(
                        cfg("webhook"),
                        "url = " + server.url(PATHS.get("webhook")),
                        "secret = " + KEY,
                        "header.X-Key = " + KEY)
                .cfg(cfg("telegram"), "server = " + server.url(""), "token = " + TOKEN, "chat = 42")
                .cfg(cfg("pagerduty"), "server = " + server.url(""), "routing.key = " + KEY);
        for (String name : ALL) {
            operator.awaitLog(0, "route polder.notify." + name + "-noc added");
        }
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
        server.close();
    }

    private static String features() {
        return String.join(
                " ", ALL.stream().map(name -> "polder-notify-" + name).toList());
    }

    private static String cfg(String name) {
        return "polder.notify." + name + "-noc.cfg";
    }

    private static Predicate<String> with(String... words) {
        return body -> List.of(words).stream().allMatch(body::contains);
    }

    private static void done(String... words) throws Exception {
        assertThat(operator.polder(words).code()).isZero();
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    public void aBanIsToldByAllAndSoIsItsEnd() throws Exception {
        done("ban", "10.9.1.1");
        for (String name : ALL) {
            server.await("the ban", PATHS.get(name), with("10.9.1.1"));
        }
        String id = operator.awaitAttack("10.9.1.1", "active").get("id").toString();
        done("unban", "10.9.1.1");
        server.await("the end", PATHS.get("webhook"), with("\"ended\"", "10.9.1.1"));
        for (String name : List.of("slack", "discord", "teams", "telegram")) {
            server.await("the end", PATHS.get(name), with("🟢 ban ended on 10.9.1.1"));
        }
        server.await("the incident", PATHS.get("pagerduty"), with("\"trigger\"", id, "\"source\":\"10.9.1.1"));
        server.await("its end", PATHS.get("pagerduty"), with("\"resolve\"", id));
    }

    @Test
    @SuppressWarnings("unchecked")
    public void aFloodIsToldWithWhatItIsMadeOf() throws Exception {
        try (Netflow5 exporter = new Netflow5(operator.port("netflow"))) {
            for (int i = 0; i < 50; i++) {
                exporter.send(CaptureWriter.address("10.1.0.1"), 20);
            }
        }
        WebServer.Request hook = server.await("the flood", PATHS.get("webhook"), with("\"started\"", "10.1.0.1"));
        Map<String, Object> event = (Map<String, Object>) Json.parse(hook.body());
        assertThat(event)
                .containsEntry("phase", "started")
                .containsEntry("target", "10.1.0.1")
                .containsKey("evidence");
        assertThat(hook.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-key", KEY);
        String time = hook.headers().get("x-polder-timestamp");
        assertThat(hook.headers()).containsEntry("x-polder-signature", hmac(time + "." + hook.body()));
        String body =
                server.await("the flood", PATHS.get("slack"), with("10.1.0.1")).body();
        String text = ((Map<String, Object>) Json.parse(body)).get("text").toString();
        assertThat(text.lines().toList().get(0))
                .matches("🔴 (critical )?attack started on 10.1.0.1 \\(group default\\): .+");
        assertThat(text.lines().toList().get(1)).matches("incoming, group default, level [a-z]+, since 20.* UTC");
        assertThat(text.lines().toList().get(2))
                .matches("in.packets: [0-9.]+ kpps, limit 20.0 kpps, peak [0-9.]+ kpps");
        assertThat(text)
                .containsPattern("vectors: .+ [0-9]+ %")
                .containsPattern("top sources: 203.0.113.[0-9]+ [0-9]+ %");
        System.out.println("NotifyWebIT: " + text);
    }

    @Test
    public void aRefusalIsFinalAndABusyServerIsAskedAgain() throws Exception {
        server.answer("/slack", 404);
        server.answer("/discord", 503);
        done("ban", "10.9.2.1");
        operator.awaitLog(0, "route polder.notify.slack-noc", "answered 404: no: ***", "not tried again");
        operator.awaitLog(0, "route polder.notify.discord-noc", "answered 503: no: ***", "it is tried again");
        server.answer("/discord", 200);
        Await.until(
                "the ban is taken",
                LIMIT,
                () -> server.requests("/discord").stream()
                                .filter(one -> one.body().contains("10.9.2.1"))
                                .count()
                        >= 2);
        server.answer("/slack", 200);
        assertThat(operator.list("outbox-list", "--dead").toString())
                .contains("polder.notify.slack-noc", "answered 404")
                .doesNotContain(SECRET, KEY);
        assertThat(server.requests("/slack").stream().filter(one -> one.body().contains("10.9.2.1")))
                .hasSize(1);
    }

    @Test
    public void aTestSaysWhatTheServerAnswered() throws Exception {
        for (String name : ALL) {
            Installation.Result result = operator.polder("notify-test", name + "-noc");
            assertThat(result.output()).as(name).contains("200: ok");
            assertThat(result.code()).isZero();
        }
        server.await("a marked test", PATHS.get("slack"), with("TEST: "));
        server.await("a marked test", PATHS.get("pagerduty"), with("\"severity\":\"info\"", "TEST: "));
    }

    @Test
    public void aWrongChangeIsToldWithoutTheSecretAndARightOneCounts() throws Exception {
        int before = operator.log().size();
        operator.cfg(cfg("webhook"), "url = nowhere/" + SECRET);
        operator.awaitLog(
                before, "etc/" + cfg("webhook") + ": url is not accepted", "the last good configuration goes on");
        operator.awaitLog(before, "route polder.notify.webhook-noc renewed");
        int refused = operator.log().size();
        done("ban", "10.9.3.1");
        server.await("the ban", PATHS.get("webhook"), with("10.9.3.1"));
        operator.cfg(cfg("webhook"), "url = " + server.url("/other/" + SECRET), "body = {\"who\":\"{{target}}\"}");
        operator.awaitLog(refused, "route polder.notify.webhook-noc renewed");
        done("ban", "10.9.3.2");
        assertThat(server.await("the ban", "/other/", with("10.9.3.2")).body()).isEqualTo("{\"who\":\"10.9.3.2\"}");
    }

    @Test
    public void theyGoAndNothingElseDoes() throws Exception {
        long packets = Operator.number(operator.lane("netflow"), "packets");
        assertThat(packets).isPositive();
        operator.console("feature:uninstall " + features());
        for (String name : ALL) {
            operator.awaitLog(0, "route polder.notify." + name + "-noc removed");
        }
        assertThat(Operator.number(operator.lane("netflow"), "packets"))
                .as("the lane was not opened anew")
                .isGreaterThanOrEqualTo(packets);
        operator.expectNoStackTrace();
        assertThat(String.join("\n", operator.log())).doesNotContain(SECRET, KEY);
        assertThat(operator.polder("outbox-list").output()
                        + operator.polder("status").output())
                .doesNotContain(SECRET, KEY);
    }
}
