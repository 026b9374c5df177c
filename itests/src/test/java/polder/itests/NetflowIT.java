// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A real exporter, softflowd, tells the running appliance of captures with and without a flood. */
public class NetflowIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path CORPUS = Path.of(System.getProperty("polder.root"), "..", "shared", "corpus");
    private static final Pattern EXPORTED =
            Pattern.compile("Flows exported: (\\d+) \\((\\d+) records\\) in (\\d+) packets \\((\\d+) failures\\)");
    private static final long SECOND = 1_000_000_000L;

    private static Operator operator;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("netflow")
                .cfg(
                        "polder.traffic.cfg",
                        "networks = 10.1.0.0/16, 10.2.0.0/16, 10.10.10.0/24, 10.128.0.0/16, 192.168.50.0/24, 203.0.113.0/24")
                .cfg(
                        "polder.traffic.group-default.cfg",
                        "limit.in.packets = 20kpps",
                        "limit.in.bits = 1gbps",
                        "hold = 2s",
                        "ban.time = 3s")
                .cfg(
                        "polder.traffic.group-low.cfg",
                        "networks = 10.10.10.10/32, 10.128.0.2/32",
                        "limit.in.packets = 100pps")
                .start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    /**
     * A sliding second is as long as its beats were, so a flood of half a second looks weaker by as much as a busy machine makes the
     * beats late: there is a second and a third chance.
     */
    @Test
    public void aFloodIsFoundOnItsHostWithTheRateTheCaptureHolds() throws Exception {
        double best = 100;
        for (String victim : List.of("10.1.0.5", "10.1.0.6", "10.1.0.7")) {
            double error = found(victim);
            best = Math.min(best, Math.abs(error));
            assertThat(error).isCloseTo(0, within(20.0));
            if (best <= 2) {
                break;
            }
        }
        assertThat(best).isLessThanOrEqualTo(2);
        assertThat(operator.list("attack-list", "--all").stream().map(one -> one.get("target")))
                .doesNotContain("10.1.0.9");
    }

    private static double found(String victim) throws Exception {
        Path capture = operator.path("flood.pcap");
        long held = flood(capture, victim);
        Exported exported = export(capture);
        Map<String, Object> attack = operator.awaitAttack(victim, "ended");
        System.out.printf(
                "it: flood of %d packets in the busiest second, %s: found with a peak of %s (%+.2f %%)%n",
                held, exported, attack.get("peak"), error(attack, held));
        assertThat(attack)
                .containsEntry("metric", "in.packets")
                .containsEntry("group", "default")
                .containsEntry("detector", "polder.detect.threshold");
        operator.awaitLog(0, "attack started on " + victim, "limit 20.0 kpps");
        operator.awaitLog(0, "attack ended on " + victim);
        assertThat(operator.list("attack-list")).noneMatch(one -> victim.equals(one.get("target")));
        return error(attack, held);
    }

    private static double error(Map<String, Object> attack, long held) {
        return 100.0 * Operator.number(attack, "peak") / held - 100;
    }

    /** Everyday traffic of ten seconds, and a flood of half a second; gives the packets to the victim in its busiest second. */
    private static long flood(Path file, String victim) throws Exception {
        long begin = System.currentTimeMillis() * 1_000_000 - 15 * SECOND;
        int target = CaptureWriter.address(victim);
        Random random = new Random(5);
        Deque<Long> second = new ArrayDeque<>();
        long busiest = 0;
        try (CaptureWriter out = new CaptureWriter(file)) {
            for (int i = 0; i < 10_000; i++) {
                long at = begin + i * SECOND / 1000;
                boolean toVictim = i % 100 == 0;
                int host = toVictim ? target : CaptureWriter.address("10.1.0.0") + 9 + random.nextInt(100);
                out.add(at, 0xc6336400 | random.nextInt(256), host, 1024 + random.nextInt(60000), 400);
                busiest = Math.max(busiest, count(second, at, toVictim));
                // 100 packets each of 500 milliseconds
                for (int j = 0; i >= 5000 && i < 5500 && j < 100; j++) {
                    long then = at + j * 9_000;
                    out.add(then, 0xc6336500 | j, target, 1024 + i % 40, 60);
                    busiest = Math.max(busiest, count(second, then, true));
                }
            }
        }
        return busiest;
    }

    private static int count(Deque<Long> second, long at, boolean counts) {
        while (!second.isEmpty() && second.getFirst() <= at - SECOND) {
            second.removeFirst();
        }
        if (counts) {
            second.addLast(at);
        }
        return second.size();
    }

    @Test
    public void everyFlowTheExporterSentIsCountedForIt() throws Exception {
        Path capture = operator.path("counted.pcap");
        flood(capture, "10.1.0.8");
        // softflowd starts its sequence anew with each file, which after a short one looks like datagrams come late
        export(capture);
        long lostBefore = exporter("lost");
        long flowsBefore = exporter("flows");
        long datagramsBefore = exporter("datagrams");
        long countedBefore = operator.counter("flows");
        Exported exported = export(capture);
        assertThat(exporter("flows") - flowsBefore).isEqualTo(exported.flows);
        assertThat(exporter("datagrams") - datagramsBefore).isEqualTo(exported.datagrams);
        assertThat(exporter("lost")).isEqualTo(lostBefore);
        assertThat(operator.counter("flows") - countedBefore).isEqualTo(exported.flows);
        assertThat(Operator.number(operator.lane("netflow"), "dropped")).isZero();
    }

    @Test
    public void realFloodsAreFound() throws Exception {
        // packets to the victim in the file's one second, as its .bins.tsv says
        real("attack/stopddos_amp.TCP.reflection.SYNACK.pcap", "10.10.10.10", 7996);
        real("attack/stopddos_amp.UDP.snmp.src161.pcapng", "10.10.10.10", 4373);
        real("attack/ndpi_ip_fragmented_garbage.pcap", "10.128.0.2", 1252);
    }

    private static void real(String name, String victim, long held) throws Exception {
        Path capture = CORPUS.resolve(name);
        if (!Files.exists(capture)) {
            System.out.println("it: no " + name + " beside this repository: left out");
            return;
        }
        List<Object> known = operator.attackIds();
        Exported exported = export(capture);
        Map<String, Object> attack = operator.awaitAttack(victim, "ended", known);
        System.out.printf(
                "it: %s with %d packets in its second, %s: found with a peak of %s (%+.2f %%)%n",
                name, held, exported, attack.get("peak"), error(attack, held));
        assertThat(attack).containsEntry("metric", "in.packets").containsEntry("group", "low");
        // how exact it is on a machine at rest is tested above
        assertThat(error(attack, held)).isCloseTo(0, within(10.0));
    }

    @Test
    public void ordinaryTrafficIsNoAttack() throws Exception {
        Path capture = operator.path("ordinary.pcap");
        long begin = System.currentTimeMillis() * 1_000_000 - 15 * SECOND;
        try (CaptureWriter out = new CaptureWriter(capture)) {
            for (int i = 0; i < 15_000; i++) {
                out.add(
                        begin + i * SECOND / 1500,
                        0xc6336400 | i % 256,
                        CaptureWriter.address("10.2.0.1"),
                        1024 + i,
                        900);
            }
        }
        quiet(capture);
        for (String name : List.of("attack/cicddos2019_WebDDoS.pcap", "attack_synth/background_only__plain.pcap")) {
            if (Files.exists(CORPUS.resolve(name))) {
                quiet(CORPUS.resolve(name));
                System.out.println("it: " + name + " is no attack");
            } else {
                System.out.println("it: no " + name + " beside this repository: left out");
            }
        }
        assertThat(operator.list("attack-list", "--all"))
                .as("attacks on others than the victims of the other tests")
                .allMatch(one -> one.get("target").toString().matches("10[.](1|10|128)[.].*"));
    }

    /** The windows that hold these flows have been judged. */
    private static void quiet(Path capture) throws Exception {
        export(capture);
        long judged = operator.windows();
        Await.until("judged", LIMIT, () -> operator.windows() > judged + 5);
    }

    /** What softflowd says it has sent. */
    private record Exported(long flows, long datagrams) {
        @Override
        public String toString() {
            return flows + " flows in " + datagrams + " datagrams";
        }
    }

    /** Has softflowd read a capture and send its flows, and waits until they are counted. */
    private static Exported export(Path capture) throws Exception {
        long before = operator.counter("flows");
        String collector = "127.0.0.1:" + operator.port("netflow");
        String said = Installation.command(
                        Path.of("."),
                        "softflowd",
                        "-r",
                        capture.toString(),
                        "-n",
                        collector,
                        "-v",
                        "5",
                        "-c",
                        "none",
                        "-d")
                .output();
        Matcher statistics = EXPORTED.matcher(said);
        assertThat(statistics.find()).as(said).isTrue();
        assertThat(statistics.group(4)).as(said).isEqualTo("0");
        Exported exported = new Exported(Long.parseLong(statistics.group(2)), Long.parseLong(statistics.group(3)));
        Await.until(exported + " are counted", LIMIT, () -> operator.counter("flows") - before == exported.flows);
        return exported;
    }

    private static long exporter(String key) throws Exception {
        return operator.list("exporter-list").stream()
                .filter(one -> "127.0.0.1".equals(one.get("address")) && "NetFlow 5".equals(one.get("protocol")))
                .mapToLong(one -> Operator.number(one, key))
                .sum();
    }
}
