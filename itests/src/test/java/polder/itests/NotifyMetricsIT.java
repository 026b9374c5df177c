// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import polder.api.testing.Carbon;
import polder.api.testing.Influx;
import polder.api.testing.Program;

/** The traffic of a running appliance in a real carbon and a real InfluxDB, by notifiers that come and go while it runs. */
public class NotifyMetricsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String NETWORK = "fastnetmon.networks.198_51_100_0_24.incoming.pps";

    private static Operator operator;
    private static Carbon carbon;
    private static Influx influx;

    @BeforeClass
    public static void startIt() throws Exception {
        assumeTrue(Program.isThere(Carbon.PROGRAM) && Program.isThere(Influx.PROGRAM));
        operator = new Operator("metrics");
        operator.features("polder-capture-demo")
                .cfg("polder.traffic.cfg", "networks = 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/48")
                .cfg("polder.capture.demo-demo.cfg", "first.attack = 30s", "attack.length = 1h")
                .start();
        carbon = new Carbon(Files.createDirectories(operator.path("carbon")));
        influx = new Influx(Files.createDirectories(operator.path("influx")), false);
    }

    @AfterClass
    public static void stopIt() throws Exception {
        if (operator != null) {
            operator.close();
        }
        if (carbon != null) {
            carbon.close();
        }
        if (influx != null) {
            influx.close();
        }
    }

    @Test
    public void bothHaveTheSameTrafficUntilTheirNotifiersGo() throws Exception {
        operator.console("feature:install polder-notify-graphite polder-notify-influxdb");
        operator.cfg(
                        "polder.notify.graphite-it.cfg",
                        "port = " + carbon.port,
                        "format = both",
                        "top = 20",
                        "rates = second")
                .cfg(
                        "polder.notify.influxdb-it.cfg",
                        "url = http://127.0.0.1:" + influx.port,
                        "format = both",
                        "top = 20",
                        "rates = second");
        for (String name : List.of("graphite-it", "influxdb-it", "influxdb-it-attacks")) {
            operator.awaitLog(0, "route polder.notify." + name + " added");
        }
        assertThat(operator.show("notify-test", "graphite-it").get("answer").toString())
                .contains("metrics in", "sent to 127.0.0.1:" + carbon.port);
        assertThat(operator.show("notify-test", "influxdb-it").get("answer").toString())
                .startsWith("HTTP 204, ");
        assertThat(operator.show("notify-test", "influxdb-it-attacks").get("answer"))
                .isEqualTo("HTTP 204");
        // a test adds its own snapshot to the second it falls into
        long tested = Instant.now().getEpochSecond();
        long second = Await.value("both have a second of the network", LIMIT, () -> secondOfBoth(tested));
        Await.until("its hosts are there too", LIMIT, () -> carbon.at(second).keySet().stream()
                .anyMatch(key -> key.startsWith("polder.host.")));
        Map<String, Double> graphite = carbon.at(second);
        assertThat(graphite.get("fastnetmon.total.incoming.pps")).isPositive();
        assertThat(graphite.keySet())
                .anyMatch(key -> key.startsWith("polder.network.2001_db8__") && key.endsWith(".in.bits"));
        assertThat(graphite.get(NETWORK))
                .isEqualTo(influx("SELECT packets_incoming FROM networks_traffic WHERE network = '198.51.100.0/24'"
                        + " AND time = " + second + "000000000"));
        assertThat(influx("SELECT count(in_packets) FROM polder_host WHERE time = " + second + "000000000"))
                .isEqualTo(20);
        Await.until("the attack is there", LIMIT, () -> influx("SELECT count(text) FROM polder_attacks") > 0);
        away();
        operator.expectNoStackTrace();
    }

    private static Long secondOfBoth(long after) throws Exception {
        for (long second = Instant.now().getEpochSecond() - 1;
                second > Math.max(after, Instant.now().getEpochSecond() - 10);
                second--) {
            Double there = carbon.at(second).get(NETWORK);
            boolean other = influx("SELECT count(packets_incoming) FROM networks_traffic WHERE time = " + second
                            + "000000000 AND network = '198.51.100.0/24'")
                    == 1;
            if (there != null && there > 0 && other) {
                return second;
            }
        }
        return null;
    }

    /** The last number of an answer; 0 when there is none. */
    private static double influx(String query) throws Exception {
        List<String> lines = influx.query("fastnetmon", query);
        return lines.size() < 2 ? 0 : Double.parseDouble(lines.get(1).replaceFirst(".*,", ""));
    }

    private static void away() throws Exception {
        operator.console("feature:uninstall polder-notify-graphite polder-notify-influxdb");
        for (String name : List.of("graphite-it", "influxdb-it", "influxdb-it-attacks")) {
            operator.awaitLog(0, "route polder.notify." + name, "removed");
        }
        double before = influx("SELECT count(packets) FROM total_traffic WHERE direction = 'incoming'");
        int log = operator.log().size();
        Await.until("two seconds go by", LIMIT, new Clock(2)::isOver);
        assertThat(influx("SELECT count(packets) FROM total_traffic WHERE direction = 'incoming'"))
                .as("nothing more is written")
                .isEqualTo(before);
        assertThat(operator.log().stream().skip(log)).noneMatch(line -> line.contains(" ERROR "));
        for (String thread : List.of("polder-route-polder.notify.graphite", "polder-route-polder.notify.influxdb")) {
            assertThat(Installation.command(operator.path("etc"), "jcmd", Long.toString(operator.pid()), "Thread.print")
                            .output())
                    .doesNotContain(thread + "-it-0");
        }
    }

    private static final class Clock {
        private final long end;

        Clock(int seconds) {
            end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        }

        boolean isOver() {
            return System.nanoTime() > end;
        }
    }

    @Test
    public void theStatusIsInTheLogByARoute() throws Exception {
        Files.createDirectories(operator.path("etc", "routes"));
        Files.writeString(
                operator.path("etc", "routes", "health.yaml"),
                """
                - route:
                    id: health
                    from:
                      uri: polder:status
                      parameters:
                        period: 1s
                      steps:
                        - log: "status is ${body}"
                """);
        operator.awaitLog(0, "status is {\"ok\":", "\"packets_per_second\":");
        Files.delete(operator.path("etc", "routes", "health.yaml"));
        operator.awaitLog(0, "route health", "removed");
    }
}
