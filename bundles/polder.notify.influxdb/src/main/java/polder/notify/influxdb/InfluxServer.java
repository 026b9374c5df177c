// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** An InfluxDB server's HTTP interface, of 1.x or 2.x. Used by one thread at a time. */
final class InfluxServer {
    private static final int TOLD = 300;
    private static final int NOT_FOUND = 404;

    /** A failure that says what the server said. */
    static final class Refusal extends IOException {
        private final int code;

        Refusal(int code, String message) {
            super(message);
            this.code = code;
        }

        /** Whether to send the same again is of no use. */
        boolean isFinal() {
            return code / 100 == 4 && code != 408 && code != 425 && code != 429 && code != 401 && code != NOT_FOUND;
        }
    }

    private final InfluxKeys keys;
    private @Nullable HttpClient client;

    InfluxServer(InfluxKeys keys) {
        this.keys = keys;
    }

    /**
     * Writes points of the line protocol.
     *
     * @return what the server answered
     */
    String write(byte[] lines, int from, int to) throws IOException {
        try {
            return send(keys.write(), lines, from, to);
        } catch (Refusal e) {
            if (e.code != NOT_FOUND || keys.create().isEmpty()) {
                throw e;
            }
            send(keys.create(), new byte[0], 0, 0);
            return send(keys.write(), lines, from, to);
        }
    }

    private String send(String what, byte[] bytes, int from, int to) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(keys.url() + what))
                .timeout(keys.timeLimit())
                .header("Content-Type", "text/plain; charset=utf-8");
        authorize(request);
        if (keys.gzip() && to > from) {
            byte[] packed = packed(bytes, from, to);
            request.header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(packed));
        } else {
            request.POST(BodyPublishers.ofByteArray(bytes, from, to - from));
        }
        HttpResponse<String> answer = answer(request.build());
        int code = answer.statusCode();
        if (code / 100 != 2) {
            String text = answer.body().replaceAll("\\s+", " ").strip();
            String told = text.length() > TOLD ? text.substring(0, TOLD) + "..." : text;
            throw new Refusal(code, "influxdb at " + keys.url() + " answered " + code + ": " + told);
        }
        return "HTTP " + code;
    }

    private void authorize(HttpRequest.Builder request) {
        if (!keys.user().isEmpty()) {
            String pair = keys.user() + ":" + keys.secret().reveal();
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } else if (!keys.secret().isEmpty()) {
            request.header("Authorization", "Token " + keys.secret().reveal());
        }
    }

    private HttpResponse<String> answer(HttpRequest request) throws IOException {
        try {
            return client().send(request, BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            throw new IOException(
                    "influxdb at " + keys.url() + " has not answered within "
                            + keys.timeLimit().toMillis() + " ms",
                    e);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException("influxdb at " + keys.url() + ": " + why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("influxdb at " + keys.url() + ": interrupted", e);
        }
    }

    private HttpClient client() {
        HttpClient now = client;
        if (now == null) {
            now = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(keys.timeLimit())
                    .executor(work -> {
                        Thread thread = new Thread(work, "polder-influxdb-" + keys.instance() + "-0");
                        thread.setDaemon(true);
                        thread.start();
                    })
                    .build();
            client = now;
        }
        return now;
    }

    private static byte[] packed(byte[] bytes, int from, int to) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream((to - from) / 8);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes, from, to - from);
        }
        return out.toByteArray();
    }
}
