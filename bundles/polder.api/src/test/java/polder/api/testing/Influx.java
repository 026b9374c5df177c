// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Debian's InfluxDB 1.6, and what it answers to queries. */
public final class Influx implements AutoCloseable {
    public static final String PROGRAM = "/usr/bin/influxd";

    public final int port;
    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private Program program;
    private String user = "";

    public Influx(Path folder, boolean auth) throws IOException {
        this.folder = folder;
        List<Integer> ports = Program.freePorts(2);
        port = ports.get(0);
        Files.writeString(
                folder.resolve("influxdb.conf"),
                """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                  dir = "FOLDER/meta"
                [data]
                  dir = "FOLDER/data"
                  wal-dir = "FOLDER/wal"
                [http]
                  bind-address = "127.0.0.1:%d"
                  auth-enabled = %s
                  log-enabled = false
                [monitor]
                  store-enabled = false
                """
                        .formatted(ports.get(1), port, auth)
                        .replace("FOLDER", folder.toString()));
        start();
    }

    public void start() throws IOException {
        program = new Program(
                        folder,
                        PROGRAM,
                        "-config",
                        folder.resolve("influxdb.conf").toString())
                .awaitPort(port, Duration.ofSeconds(60));
    }

    public void stop() {
        program.close();
    }

    public long pid() {
        return program.pid();
    }

    public void user(String nameAndPassword) {
        user = nameAndPassword;
    }

    /** Lines of CSV: the header first. */
    public List<String> query(String database, String query) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                        + "/query?epoch=ns&db=" + database + "&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .header("Accept", "application/csv")
                .POST(HttpRequest.BodyPublishers.noBody());
        if (!user.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return new ArrayList<>(answer.body().lines().toList());
    }

    @Override
    public void close() {
        stop();
    }
}
