// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.testing.Influx;
import polder.api.testing.Program;
import polder.api.testing.Snapshots;
import polder.api.traffic.TrafficSnapshot;

/** Every query of the boards in docs/grafana has an answer when what this bundle writes is there. */
public class InfluxBoardsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void eachQueryOfEachBoardFindsSomething() throws Exception {
        assumeTrue(Program.isThere(Influx.PROGRAM));
        try (Influx influx = new Influx(folder.getRoot().toPath(), false)) {
            write(influx);
            List<String> asked = new ArrayList<>();
            for (String board : List.of("polder-influxdb", "fastnetmon-influxdb")) {
                for (String query : queries(board)) {
                    String whole = query.replace("$timeFilter", "time > now() - 5m")
                            .replace("$__interval", "10s")
                            .replace("$host", "192.0.2.7");
                    List<String> answer = influx.query("fastnetmon", whole);
                    assertThat(answer).as(board + ": " + whole).hasSizeGreaterThan(1);
                    assertThat(answer.subList(1, answer.size()))
                            .as(board + ": " + whole)
                            .anyMatch(line -> line.matches(".*,[^,]*[0-9a-z].*") && !line.endsWith(","));
                    asked.add(whole);
                }
            }
            assertThat(asked).hasSizeGreaterThan(15);
        }
    }

    private static void write(Influx influx) throws Exception {
        InfluxServer server = new InfluxServer(InfluxKeys.read(
                Map.of("service.pid", "polder.notify.influxdb~it", "url", "http://127.0.0.1:" + influx.port)));
        TrafficSnapshot snapshot = Snapshots.sample(Instant.now());
        Points points = new Points();
        points.begin(Instant.now().getEpochSecond() * 1_000_000_000L);
        new FastNetMonPoints(points).write(snapshot);
        new PolderPoints(points).write(snapshot);
        server.write(points.bytes(), 0, points.start(points.count()));
        byte[] attack = ("polder_attacks,target=192.0.2.7,group=web,phase=started,level=alert text=\"attack\" "
                        + Instant.now().getEpochSecond() + "000000000")
                .getBytes(StandardCharsets.UTF_8);
        server.write(attack, 0, attack.length);
    }

    private static List<String> queries(String board) throws Exception {
        Path file = Path.of(System.getProperty("polder.root"), "docs", "grafana", board + ".json");
        List<String> found = new ArrayList<>();
        collect(parse(Files.readString(file)), found);
        assertThat(found).as(board).isNotEmpty();
        return found;
    }

    private static Object parse(String text) throws DeserializationException {
        return Jsoner.deserialize(text);
    }

    private static void collect(Object json, List<String> found) {
        if (json instanceof Map<?, ?> map) {
            Object query = map.get("query");
            if (query instanceof String text && (text.startsWith("SELECT") || text.startsWith("SHOW"))) {
                found.add(text);
            }
            map.values().forEach(value -> collect(value, found));
        } else if (json instanceof List<?> list) {
            list.forEach(value -> collect(value, found));
        }
    }
}
