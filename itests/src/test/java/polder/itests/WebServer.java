// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A web server on loopback that keeps what it gets. */
final class WebServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What came; the headers by their names in small letters. */
    record Request(String path, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();

    WebServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** What to answer from now on to requests for paths that start so. */
    void answer(String path, int status) {
        statuses.put(path, status);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String path = exchange.getRequestURI().toString();
        int status = statuses.entrySet().stream()
                .filter(one -> path.startsWith(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(200);
        requests.add(new Request(path, headers, body));
        byte[] words = (status == 200 ? "ok" : "no: " + path).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, words.length);
        exchange.getResponseBody().write(words);
        exchange.close();
    }

    /** What came for paths that start so. */
    List<Request> requests(String path) {
        return requests.stream().filter(one -> one.path().startsWith(path)).toList();
    }

    /** Waits for a request for a path that starts so, whose body is as wanted. */
    Request await(String what, String path, Predicate<String> wanted) throws Exception {
        return Await.value(what + " at " + path, LIMIT, () -> requests(path).stream()
                .filter(one -> wanted.test(one.body()))
                .findFirst()
                .orElse(null));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
