// SPDX-License-Identifier: Apache-2.0
package polder.lib.http.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server on loopback that keeps what it gets and answers what it is told to, 200 if nothing. */
public final class Collector implements AutoCloseable {
    /** What came. */
    public record Request(String method, String path, Map<String, List<String>> headers, String body) {
        /** The value of a header, or an empty text. */
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(one -> one.getKey().equalsIgnoreCase(name))
                    .map(one -> String.join(", ", one.getValue()))
                    .findFirst()
                    .orElse("");
        }
    }

    private record Reply(int status, String body, Map<String, String> headers) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final CountDownLatch end = new CountDownLatch(1);

    private Collector(HttpServer server) throws IOException {
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public static Collector http() throws IOException {
        return new Collector(HttpServer.create());
    }

    /** With a certificate for {@code localhost}, made now; as PEM it is the file {@code ca.pem} of the folder. */
    public static Collector https(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        keytool("-genkeypair", store, "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        keytool("-exportcert", store, "-rfc", "-file", folder.resolve("ca.pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new Collector(server);
    }

    private static void keytool(String what, Path store, String... more) throws IOException, InterruptedException {
        List<String> line = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                what,
                "-alias",
                "test",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString()));
        line.addAll(List.of(more));
        Process process = new ProcessBuilder(line).inheritIO().start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("keytool failed");
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Its address, with a path. */
    public String url(String path) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://localhost:" + port() + path;
    }

    /** The next answer; one after another. */
    public Collector reply(int status, String body, String... headers) {
        Map<String, String> named = new java.util.HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            named.put(headers[i], headers[i + 1]);
        }
        replies.add(new Reply(status, body, named));
        return this;
    }

    /** All there were. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The only one there was. */
    public Request request() {
        if (requests.size() != 1) {
            throw new AssertionError("not one request but " + requests);
        }
        return requests.get(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                new String(body, StandardCharsets.UTF_8)));
        Reply reply = replies.isEmpty() ? new Reply(200, "ok", Map.of()) : replies.remove();
        if (reply.status() == 0) {
            hang();
        }
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] text = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private void hang() throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("hung up");
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
