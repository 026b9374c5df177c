// SPDX-License-Identifier: Apache-2.0
package polder.notify.clickhouse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import polder.api.testing.Program;

/** Debian's clickhouse-server, and what it answers to queries. */
final class ClickHouse implements AutoCloseable {
    static final String PROGRAM = "/usr/sbin/clickhouse-server";

    final int port;
    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private Program program;

    ClickHouse(Path folder) throws IOException {
        this.folder = folder;
        List<Integer> ports = Program.freePorts(2);
        port = ports.get(0);
        Files.createDirectories(folder.resolve("data/tmp"));
        Files.writeString(
                folder.resolve("config.xml"),
                """
                <yandex>
                <logger><level>warning</level><console>1</console></logger>
                <http_port>%d</http_port><tcp_port>%d</tcp_port><listen_host>127.0.0.1</listen_host>
                <path>FOLDER/data/</path><tmp_path>FOLDER/data/tmp/</tmp_path>
                <mark_cache_size>1000000</mark_cache_size><users_config>users.xml</users_config>
                <default_profile>default</default_profile><default_database>default</default_database>
                </yandex>
                """
                        .formatted(port, ports.get(1))
                        .replace("FOLDER", folder.toString()));
        Files.writeString(
                folder.resolve("users.xml"),
                """
                <yandex><profiles><default/></profiles><quotas><default/></quotas>
                <users>
                <default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
                <noc><password>right</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></noc>
                </users></yandex>
                """);
        start();
    }

    void start() throws IOException {
        program = new Program(folder, PROGRAM, "--config-file=" + folder.resolve("config.xml"))
                .awaitPort(port, Duration.ofSeconds(60));
    }

    void stop() {
        program.close();
    }

    /** Lines with tabs between the values. */
    List<String> query(String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(query))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.body());
        }
        return answer.body().lines().toList();
    }

    @Override
    public void close() {
        stop();
    }
}
