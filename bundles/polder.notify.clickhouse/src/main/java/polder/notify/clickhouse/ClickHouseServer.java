// SPDX-License-Identifier: Apache-2.0
package polder.notify.clickhouse;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A ClickHouse server's HTTP interface. Used by one thread at a time. */
final class ClickHouseServer {
    private static final int TOLD = 300;

    private final ClickHouseKeys keys;
    private @Nullable HttpClient client;

    ClickHouseServer(ClickHouseKeys keys) {
        this.keys = keys;
    }

    /** Runs a statement without data. */
    void run(String statement) throws IOException {
        byte[] bytes = statement.getBytes(StandardCharsets.UTF_8);
        send("/", bytes, 0, bytes.length);
    }

    /** Runs an INSERT with its rows. */
    void insert(String statement, byte[] rows, int from, int to) throws IOException {
        send("/?query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8), rows, from, to);
    }

    private void send(String path, byte[] body, int from, int to) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(keys.url() + path))
                .timeout(keys.timeLimit())
                .header("X-ClickHouse-User", keys.user())
                .header("X-ClickHouse-Key", keys.password().reveal())
                .POST(BodyPublishers.ofByteArray(body, from, to - from))
                .build();
        HttpResponse<String> answer = answer(request);
        if (answer.statusCode() != 200) {
            String text = answer.body().replaceAll("\\s+", " ").strip();
            throw new IOException("clickhouse at " + keys.url() + " answered " + answer.statusCode() + ": "
                    + (text.length() > TOLD ? text.substring(0, TOLD) + "..." : text));
        }
    }

    private HttpResponse<String> answer(HttpRequest request) throws IOException {
        try {
            return client().send(request, BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            long millis = keys.timeLimit().toMillis();
            throw new IOException("clickhouse at " + keys.url() + " has not answered within " + millis + " ms", e);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException("clickhouse at " + keys.url() + ": " + why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("clickhouse at " + keys.url() + ": interrupted", e);
        }
    }

    private HttpClient client() {
        HttpClient now = client;
        if (now == null) {
            now = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(keys.timeLimit())
                    .executor(work -> {
                        Thread thread = new Thread(work, "polder-clickhouse-" + keys.instance() + "-0");
                        thread.setDaemon(true);
                        thread.start();
                    })
                    .build();
            client = now;
        }
        return now;
    }
}
