// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The appliance watches attacks that others recorded or whose every packet is known, replayed four times as fast as they were: all
 * with the same networks and limits. They lie far enough apart: the busiest host of the ordinary traffic has at most 100 packets in a
 * second of the replay, the weakest attack on one host 1000.
 */
public class AttackCorpusIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path CORPUS = Path.of(System.getProperty("polder.root"), "..", "shared", "corpus");
    private static final int SPEED = 4;
    /** Of what the capture holds, as a sliding second is as long as its beats really were. */
    private static final double LEAST = 0.90;

    /** On a busy machine a replay that was held up catches up. */
    private static final double MOST = 1.30;

    private static final Pattern FRAMES = Pattern.compile("frames=(\\d+) .* with_ip=(\\d+) ");
    private static final Pattern MANY = Pattern.compile("203\\.0\\.113\\.(\\d+)\\.\\.203\\.0\\.113\\.(\\d+) .*");

    /** What each kind of attack has to be found by: the narrowest class that holds it. */
    private static final Map<String, String> METRICS = Map.ofEntries(
            Map.entry("syn_flood", "in.syn.packets"),
            Map.entry("udp_flood", "in.udp.packets"),
            Map.entry("ipv6_udp_flood", "in.udp.packets"),
            Map.entry("ntp_amp", "in.udp.packets"),
            Map.entry("ssdp_amp", "in.udp.packets"),
            Map.entry("chargen_amp", "in.udp.packets"),
            Map.entry("memcached_amp", "in.udp.packets"),
            Map.entry("dns_amp_frag", "in.fragment.packets"),
            Map.entry("frag_flood", "in.fragment.packets"),
            Map.entry("icmp_flood", "in.icmp.packets"),
            Map.entry("gre_flood", "in.packets"));

    private static Operator operator;

    /**
     * What is to be found in a capture.
     *
     * @param kind of attack; empty when only the target is known
     * @param packets to each victim in the busiest second of the replay
     */
    private record Truth(Path capture, String kind, List<String> victims, double packets) {}

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("corpus")
                .cfg(
                        "polder.traffic.cfg",
                        // the ends of the mirror's own tunnels, 203.0.113.7 and .9, are none of ours
                        "networks = 203.0.113.10/31, 203.0.113.12/30, 203.0.113.16/28, 203.0.113.32/27, 203.0.113.64/26,"
                                + " 2001:db8:beef::/48, 10.10.10.0/24, 10.128.0.0/16, 192.168.0.0/16, 172.16.11.0/24, 10.5.5.0/24",
                        // short, as a replayed flood lasts two seconds and is to be over before the next
                        "average = 1s")
                .cfg(
                        "polder.traffic.group-default.cfg",
                        "limit.in.packets = 400pps",
                        "limit.out.packets = 400pps",
                        "limit.in.tcp.packets = 300pps",
                        "limit.in.udp.packets = 300pps",
                        "limit.in.icmp.packets = 300pps",
                        "limit.in.syn.packets = 250pps",
                        "limit.in.fragment.packets = 250pps",
                        "hold = 2s",
                        "ban.time = 2s")
                // a carpet of 64 hosts with 44 packets a second each: who expects none to them says so in their group
                .cfg(
                        "polder.traffic.group-unused.cfg",
                        "networks = 203.0.113.64/26",
                        "limit.in.packets = 10pps",
                        "limit.in.udp.packets = 8pps",
                        "hold = 2s",
                        "ban.time = 2s")
                .cfg("polder.detect.threshold.cfg", "burst = 1")
                .start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    @Test
    public void attacksWhoseEveryPacketIsKnownAreFoundInEveryTunnel() throws Exception {
        for (Path truth : files("attack_synth", ".truth.json")) {
            check(truth(truth));
        }
    }

    @Test
    public void attacksThatOthersRecordedAreFound() throws Exception {
        for (Map.Entry<String, String> recorded : Map.of(
                        "stopddos_amp.TCP.reflection.SYNACK.pcap", "10.10.10.10",
                        "stopddos_amp.UDP.snmp.src161.pcapng", "10.10.10.10",
                        "stopddos_amp.dns.RRSIG.fragmented.pcap", "10.10.10.10",
                        "stopddos_pkt.TCP.synflood.spoofed.pcap", "10.10.10.10",
                        "ndpi_ip_fragmented_garbage.pcap", "10.128.0.2")
                .entrySet()) {
            Path capture = CORPUS.resolve("attack").resolve(recorded.getKey());
            if (Files.exists(capture)) {
                check(new Truth(capture, "", List.of(recorded.getValue()), busiest(capture)));
            }
        }
    }

    @Test
    public void whatComesCanBeLookedAtWithItsLayers() throws Exception {
        Path capture = CORPUS.resolve("attack_synth/chargen_amp__gre.pcap");
        if (!Files.exists(capture)) {
            System.out.println("it: no " + capture + ": left out");
            return;
        }
        replay(capture, SPEED);
        Await.until("it is there", LIMIT, () -> operator.list("capture-list").stream()
                .anyMatch(one -> instance(capture).equals(one.get("capture"))));
        List<Map<String, Object>> seen = operator.list("capture-dump", "-n", "5", instance(capture));
        assertThat(seen).hasSize(5);
        assertThat(seen).allSatisfy(one -> {
            assertThat(one.get("lane")).isEqualTo(instance(capture) + "/0");
            assertThat(one.get("layers").toString()).contains("> 203.0.113.9, GRE, IPv4");
            assertThat(one.get("counted_layer")).isEqualTo(3L);
        });
        assertThat(operator.list("capture-list").stream()
                        .filter(one -> instance(capture).equals(one.get("capture"))))
                .allMatch(one ->
                        "running".equals(one.get("state")) && capture.toString().equals(one.get("source")));
        awaitRead(capture);
        operator.remove(cfg(capture));
    }

    @Test
    public void ordinaryTrafficIsNoAttack() throws Exception {
        List<Object> known = operator.attackIds();
        List<Path> captures = new ArrayList<>(files("background", ".pcap"));
        captures.addAll(files("attack", "WebDDoS.pcap"));
        for (Path capture : captures) {
            // one lasts 26 minutes; five times the rates of the others are still far below the limits
            replay(capture, 5 * SPEED);
        }
        for (Path capture : captures) {
            awaitRead(capture);
        }
        awaitJudged();
        assertThat(operator.attackIds()).isEqualTo(known);
        for (Path capture : captures) {
            operator.remove(cfg(capture));
        }
    }

    /** None, with a line that says so, where there is no such folder. */
    private static List<Path> files(String folder, String ending) throws Exception {
        if (!Files.isDirectory(CORPUS.resolve(folder))) {
            System.out.println("it: no " + folder + " beside this repository: left out");
            return List.of();
        }
        try (Stream<Path> files = Files.list(CORPUS.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static Truth truth(Path file) throws Exception {
        @SuppressWarnings("unchecked")
        Map<String, Object> said = (Map<String, Object>) Json.parse(Files.readString(file));
        Path capture = Path.of(file.toString().replaceFirst("truth[.]json$", "pcap"));
        long packets = Operator.number(said, "attack_packets");
        List<String> victims = packets == 0 ? List.of() : victims(said.get("victims"));
        double rate = packets == 0 ? 0 : packets / ((Number) said.get("attack_len_s")).doubleValue() * SPEED;
        return new Truth(capture, said.get("kind").toString(), victims, victims.isEmpty() ? 0 : rate / victims.size());
    }

    private static List<String> victims(Object said) {
        if (said instanceof List<?> named) {
            return named.stream().map(Object::toString).toList();
        }
        Matcher range = MANY.matcher(said.toString());
        assertThat(range.matches()).as(said.toString()).isTrue();
        List<String> victims = new ArrayList<>();
        for (int i = Integer.parseInt(range.group(1)); i <= Integer.parseInt(range.group(2)); i++) {
            victims.add("203.0.113." + i);
        }
        return victims;
    }

    /** What the table of its seconds says of the busiest second of the replay. */
    private static long busiest(Path capture) throws Exception {
        Path table = Path.of(capture.toString().replaceFirst("pcap(ng)?$", "bins.tsv"));
        Map<Long, Long> seconds = Files.readAllLines(table).stream()
                .filter(line -> line.matches("\\d.*"))
                .map(line -> line.split("\t"))
                .collect(Collectors.toMap(row -> Long.valueOf(row[0]), row -> Long.valueOf(row[1])));
        return seconds.keySet().stream()
                .mapToLong(first -> {
                    long sum = 0;
                    for (long second = first; second < first + SPEED; second++) {
                        sum += seconds.getOrDefault(second, 0L);
                    }
                    return sum;
                })
                .max()
                .orElseThrow();
    }

    private static void check(Truth truth) throws Exception {
        String name = truth.capture.getFileName().toString();
        List<Object> known = operator.attackIds();
        replay(truth.capture, SPEED);
        awaitRead(truth.capture);
        awaitJudged();
        Await.until(name + " is over", LIMIT, () -> operator.list("attack-list").isEmpty());
        operator.remove(cfg(truth.capture));
        List<Map<String, Object>> found = operator.list("attack-list", "--all").stream()
                .filter(one -> !known.contains(one.get("id")))
                .toList();
        System.out.printf("it: %s: %d attacks%n", name, found.size());
        assertThat(found.stream().map(one -> one.get("target").toString()))
                .as(name)
                .containsExactlyInAnyOrderElementsOf(truth.victims);
        found.forEach(attack -> check(truth, attack));
    }

    private static void check(Truth truth, Map<String, Object> attack) {
        String found = String.format(
                "%s: %s of %s, %.0f in truth: %s",
                truth.capture.getFileName(),
                attack.get("peak"),
                attack.get("metric"),
                truth.packets,
                attack.get("reason"));
        if (truth.victims.get(0).equals(attack.get("target"))) {
            System.out.println("it: " + found);
        }
        assertThat(attack.get("metric").toString()).as(found).startsWith("in.");
        if (!truth.kind.isEmpty()) {
            assertThat(attack).as(found).containsEntry("metric", METRICS.get(truth.kind));
        }
        double peak = Operator.number(attack, "peak");
        // what others recorded is not all of one class
        double least = truth.kind.isEmpty() ? 0.25 : LEAST;
        assertThat(peak).as(found).isBetween(least * truth.packets, MOST * truth.packets + 10);
    }

    private static String instance(Path capture) {
        return capture.getFileName()
                .toString()
                .replaceFirst("[.]pcap(ng)?$", "")
                .replaceAll("[^A-Za-z0-9]", "");
    }

    private static String cfg(Path capture) {
        return "polder.capture.pcap-" + instance(capture) + ".cfg";
    }

    private static void replay(Path capture, int speed) throws Exception {
        operator.cfg(cfg(capture), "file = " + capture, "speed = " + speed);
    }

    /** Every frame is a flow, or is no IP. */
    private static void awaitRead(Path capture) throws Exception {
        String instance = instance(capture);
        Map<String, Object> lane =
                Await.value(instance + " is read", Duration.ofSeconds(120), () -> operator.list("lane-list").stream()
                        .filter(one -> instance.equals(one.get("capture")) && "ended".equals(one.get("state")))
                        .findFirst()
                        .orElse(null));
        String said = Files.readAllLines(Path.of(capture.toString().replaceFirst("pcap(ng)?$", "expected.tsv")))
                .get(0);
        Matcher frames = FRAMES.matcher(said);
        assertThat(frames.find()).as(said).isTrue();
        assertThat(lane).as(instance).containsEntry("packets", Long.valueOf(frames.group(1)));
        assertThat(lane).as(instance).containsEntry("flows", Long.valueOf(frames.group(2)));
        assertThat(new TreeSet<>(rejects(lane).keySet())).as(instance).isSubsetOf("not_ip");
    }

    /** The windows that hold what was read have been judged. */
    private static void awaitJudged() throws Exception {
        long judged = operator.windows();
        Await.until("judged", LIMIT, () -> operator.windows() > judged + 5);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> rejects(Map<String, Object> lane) {
        return (Map<String, Object>) lane.get("rejects");
    }
}
