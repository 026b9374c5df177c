// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.Settings;
import polder.lib.http.testing.Collector;

public class HttpSenderTest {
    private static final String SECRET = "/services/T0000/xoxb-s3cr3t-t0ken";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Collector server;
    private final List<HttpSender> senders = new ArrayList<>();

    @Before
    public void start() throws IOException {
        server = Collector.http();
    }

    @After
    public void stop() {
        server.close();
        senders.forEach(HttpSender::close);
    }

    private HttpSender sender(String... keys) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keys.length; i += 2) {
            properties.put(keys[i], keys[i + 1]);
        }
        Settings settings = new Settings(properties);
        HttpKeys read = HttpKeys.read(settings);
        settings.refuseRest();
        HttpSender sender = new HttpSender("polder-test-noc", read);
        senders.add(sender);
        return sender;
    }

    private HttpFailure failure(HttpSender sender, String url) {
        HttpFailure failure =
                catchThrowableOfType(HttpFailure.class, () -> sender.send(HttpCall.json(url, "{\"a\":\"ä\"}")));
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure).hasMessageNotContainingAny("xoxb", "s3cr3t", "T0000/");
        assertThat(failure.toString()).doesNotContain("s3cr3t");
        assertThat(failure.getCause()).isNull();
        return failure;
    }

    @Test
    public void aRequestArrivesAndItsAnswerIsGiven() throws Exception {
        server.reply(202, "\n  accepted \nand more");
        assertThat(sender().send(HttpCall.json(server.url(SECRET), "{\"a\":\"ä\"}")))
                .isEqualTo("202: accepted");
        Collector.Request request = server.request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(SECRET);
        assertThat(request.body()).isEqualTo("{\"a\":\"ä\"}");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("User-Agent")).isEqualTo("Polder");
    }

    @Test
    public void aRefusalIsFinalAndABusyServerIsNot() {
        for (int status : new int[] {301, 307, 400, 401, 403, 404, 410, 413, 422}) {
            server.reply(status, "no_service", "Location", server.url("/elsewhere"));
            HttpFailure failure = failure(sender(), server.url(SECRET));
            assertThat(failure.isFinal()).as("" + status).isTrue();
            assertThat(failure).hasMessage("localhost:" + server.port() + " answered " + status + ": no_service");
        }
        for (int status : new int[] {408, 425, 429, 500, 502, 503, 504}) {
            server.reply(status, "");
            assertThat(failure(sender(), server.url(SECRET)).isFinal())
                    .as("" + status)
                    .isFalse();
        }
        assertThat(server.requests()).as("asked once each, nothing followed").hasSize(16);
    }

    @Test
    public void anAnswerThatRepeatsTheAddressDoesNotTellIt() {
        server.reply(404, "Cannot POST " + SECRET + " or xoxb-s3cr3t-t0ken");
        assertThat(failure(sender(), server.url(SECRET))).hasMessageContaining("404: Cannot POST *** or ***");
        server.reply(404, "no such thing: " + server.url(SECRET));
        assertThat(failure(sender(), server.url(SECRET))).hasMessageContaining("404: no such thing: ***");
    }

    @Test
    public void aServerThatAsksForAPauseIsLeftAlone() throws Exception {
        HttpSender sender = sender();
        server.reply(429, "slow down", "Retry-After", "2");
        HttpFailure first = failure(sender, server.url(SECRET));
        assertThat(first).hasMessageEndingWith("answered 429: slow down (wait 2s)");
        HttpFailure second = failure(sender, server.url(SECRET));
        assertThat(second).hasMessageMatching("localhost:[0-9]+ has asked to be left alone for [12]s more");
        assertThat(second.isFinal()).isFalse();
        assertThat(server.requests()).hasSize(1);
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String answer = "";
        while (answer.isEmpty() && System.nanoTime() < limit) {
            try {
                answer = sender.send(HttpCall.json(server.url(SECRET), "{}"));
            } catch (HttpFailure e) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        assertThat(answer).isEqualTo("200: ok");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    public void aPauseMayBeInTheJsonOrADate() {
        server.reply(429, "{\"ok\":false,\"parameters\":{\"retry_after\":7}}");
        assertThat(failure(sender(), server.url(SECRET))).hasMessageEndingWith("(wait 7s)");
        server.reply(503, "", "Retry-After", "Wed, 21 Oct 2099 07:28:00 GMT");
        assertThat(failure(sender(), server.url(SECRET))).hasMessageEndingWith("503 (wait 3600s)");
        server.reply(503, "", "Retry-After", "soon");
        assertThat(failure(sender(), server.url(SECRET))).hasMessageEndingWith("503");
    }

    @Test
    public void aServerThatHangsIsGivenUpInTime() {
        server.reply(0, "");
        assertInTime(server.url(SECRET), "did not answer within 500ms");
    }

    @Test
    public void anAnswerThatNeverEndsIsGivenUpInTimeOrCutShort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "http://localhost:" + socket.getLocalPort() + SECRET;
            Thread drip = trickle(socket, 1, 20);
            assertInTime(url, "did not answer within 500ms");
            drip.join();
            Thread flood = trickle(socket, 4096, 0);
            HttpFailure failure = failure(sender(), url);
            assertThat(failure).hasMessageContaining("answered 500: xxxx");
            assertThat(failure.getMessage()).hasSizeLessThan(300);
            flood.join();
        }
    }

    private static Thread trickle(ServerSocket server, int size, int pauseMillis) {
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write("HTTP/1.1 500 No\r\nContent-Length: 9999999999\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                byte[] some = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
                while (true) {
                    out.write(some);
                    TimeUnit.MILLISECONDS.sleep(pauseMillis);
                }
            } catch (IOException | InterruptedException e) {
                // the client has hung up: so it should
                return;
            }
        });
        thread.start();
        return thread;
    }

    private void assertInTime(String url, String words) {
        long begin = System.nanoTime();
        HttpFailure failure = failure(sender("time.limit", "500ms"), url);
        assertThat(failure).hasMessageContaining(words);
        assertThat(failure.isFinal()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    public void aServerThatIsNotThereIsAFailureInWords() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(failure(sender(), "http://127.0.0.1:" + free + SECRET))
                .hasMessage("127.0.0.1:" + free + ": no connection")
                .matches(not(HttpFailure::isFinal));
        assertThat(failure(sender(), "http://nowhere.invalid" + SECRET))
                .hasMessage("nowhere.invalid: unknown host")
                .matches(not(HttpFailure::isFinal));
    }

    private static Predicate<HttpFailure> not(Predicate<HttpFailure> other) {
        return other.negate();
    }

    @Test
    public void whatIsNoAddressIsNotTold() {
        for (String wrong : Set.of(
                "hooks.example.net" + SECRET,
                "ftp://example.net" + SECRET,
                "http:" + SECRET,
                "https://user:s3cr3t@example.net/",
                "http://example.net/s3cr3t xoxb")) {
            assertThat(failure(sender(), wrong))
                    .hasMessage("the address is none of http:// or https://")
                    .matches(HttpFailure::isFinal);
        }
    }

    @Test
    public void aHeaderThatWouldEndItsLineIsRefusedAndNotTold() {
        HttpCall call = new HttpCall("POST", server.url("/"), Map.of("X-Key", "s3cr3t\r\nX: y"), "", Set.of());
        assertThat(catchThrowableOfType(HttpFailure.class, () -> sender().send(call)))
                .hasMessageContaining("a header is not accepted")
                .hasMessageNotContainingAny("s3cr3t")
                .matches(HttpFailure::isFinal);
        assertThat(call.toString()).isEqualTo("HttpCall");
    }

    @Test
    public void aCertificateIsTrustedWhenItsAuthorityIsGiven() throws Exception {
        try (Collector secure = Collector.https(folder.getRoot().toPath())) {
            String ca = folder.getRoot().toPath().resolve("ca.pem").toString();
            assertThat(failure(sender(), secure.url(SECRET)))
                    .hasMessageStartingWith("localhost:" + secure.port() + ": TLS: ")
                    .hasMessageContaining("valid certification path");
            assertThat(sender("tls.ca", ca).send(HttpCall.json(secure.url(SECRET), "{}")))
                    .isEqualTo("200: ok");
            String other = secure.url(SECRET).replace("localhost", "127.0.0.1");
            assertThat(failure(sender("tls.ca", ca), other)).hasMessageContaining("TLS: ");
            assertThat(secure.request().path()).isEqualTo(SECRET);
        }
    }

    @Test
    public void aProxyIsAskedWhenThereIsOne() throws Exception {
        sender("proxy", "localhost:" + server.port()).send(HttpCall.json("http://hooks.example.net/x", "{}"));
        assertThat(server.request().path()).isEqualTo("http://hooks.example.net/x");
        assertThat(server.request().header("Host")).isEqualTo("hooks.example.net");
    }

    @Test
    public void aProxySeesOfHttpsOnlyWhereItGoes() throws Exception {
        try (Collector secure = Collector.https(folder.getRoot().toPath());
                ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> seen = new CompletableFuture<>();
            new Thread(() -> tunnel(proxy, secure.port(), seen)).start();
            String ca = folder.getRoot().toPath().resolve("ca.pem").toString();
            HttpSender sender = sender("proxy", "localhost:" + proxy.getLocalPort(), "tls.ca", ca);
            assertThat(sender.send(HttpCall.json(secure.url(SECRET), "{}"))).isEqualTo("200: ok");
            assertThat(secure.request().path()).isEqualTo(SECRET);
            assertThat(seen.get(1, TimeUnit.MINUTES))
                    .startsWith("CONNECT localhost:" + secure.port() + " HTTP/1.1")
                    .doesNotContain("s3cr3t");
        }
    }

    /** A proxy for one connection, until the server closes it. */
    private static void tunnel(ServerSocket proxy, int port, CompletableFuture<String> seen) {
        try (Socket client = proxy.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.getInputStream().read());
            }
            seen.complete(head.toString());
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            new Thread(() -> copy(client, server)).start();
            copy(server, client);
        } catch (IOException e) {
            seen.completeExceptionally(e);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one of the two has hung up
            return;
        }
    }

    @Test
    public void wrongKeysAreRefusedInWords() {
        assertRefused("proxy", "http://proxy:3128", "proxy = http://proxy:3128 is not accepted; give host:port");
        assertRefused("proxy", "proxy", "host:port");
        assertRefused("tls.ca", "/nosuch.pem", "tls.ca = /nosuch.pem is not accepted");
        assertRefused("time.limit", "1h", "time.limit = 1h is not accepted");
    }

    private void assertRefused(String key, String value, String words) {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> sender(key, value)))
                .hasMessageContaining(words);
    }

    @Test
    public void itsThreadsEndWithIt() throws Exception {
        HttpSender sender = sender();
        sender.send(HttpCall.json(server.url("/"), "{}"));
        assertThat(names()).anyMatch(name -> name.startsWith("polder-test-noc-"));
        sender.close();
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (names().stream().anyMatch(name -> name.startsWith("polder-test-noc-")) && System.nanoTime() < limit) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(names()).noneMatch(name -> name.startsWith("polder-test-noc-"));
    }

    private static Set<String> names() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }
}
