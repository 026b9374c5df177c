// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The appliance watches attacks that others recorded or whose every packet is known, replayed four times as fast as they were: all
 * with the same networks and limits. They lie far enough apart: the busiest host of the ordinary traffic has at most 100 packets in a
 * second of the replay, the weakest attack on one host 1000; what trickles in after one recorded flood has 400.
 */
public class AttackCorpusIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path CORPUS = Path.of(System.getProperty("polder.root"), "..", "shared", "corpus");
    private static final int SPEED = 4;
    /** On a busy machine a replay that was held up catches up. */
    private static final double MOST = 1.30;

    private static final Pattern FRAMES = Pattern.compile("frames=(\\d+) .* with_ip=(\\d+) ");
    /** Less of what an attack is made of may be the target's usual traffic. */
    private static final double WORTH_NAMING = 0.1;

    private static Operator operator;

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
                        "limit.in.packets = 800pps",
                        "limit.out.packets = 800pps",
                        "limit.in.tcp.packets = 600pps",
                        "limit.in.udp.packets = 600pps",
                        "limit.in.icmp.packets = 600pps",
                        "limit.in.syn.packets = 500pps",
                        "limit.in.fragment.packets = 500pps",
                        "limit.in.synack.packets = 500pps",
                        "limit.in.other.packets = 500pps",
                        "limit.in.amplification.packets = 550pps",
                        "limit.in.ntp.packets = 500pps",
                        "limit.in.ssdp.packets = 500pps",
                        "limit.in.chargen.packets = 500pps",
                        "limit.in.memcached.packets = 500pps",
                        "limit.in.snmp.packets = 500pps",
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
                // the same victim again and again is to be banned no longer each time
                .cfg("polder.attack.cfg", "backoff.factor = 1")
                // over when the attack is
                .cfg("polder.evidence.cfg", "after = 2s")
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
            check(CorpusAttack.known(truth, SPEED));
        }
    }

    @Test
    public void attacksThatOthersRecordedAreFound() throws Exception {
        for (Path table : files("attack", ".bins.tsv")) {
            CorpusAttack attack = CorpusAttack.recorded(table, SPEED);
            // another test has those that are none
            if (!attack.victims().isEmpty()) {
                check(attack);
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

    private static void check(CorpusAttack truth) throws Exception {
        String name = truth.capture().getFileName().toString();
        List<Map<String, Object>> found = play(truth);
        for (int left = 2; left > 0 && wasHeldUp(truth, found); left--) {
            System.out.printf(
                    "it: %s: not as recorded, perhaps as the replay was held up: %s; once more%n", name, found);
            found = play(truth);
        }
        System.out.printf("it: %s: %d attacks%n", name, found.size());
        assertThat(found.stream().map(one -> one.get("target").toString()))
                .as(name)
                .containsExactlyInAnyOrderElementsOf(truth.victims());
        for (Map<String, Object> attack : found) {
            check(truth, attack);
        }
        if (found.size() == 1) {
            framesAreOfTheAttack(truth, found.get(0));
        }
    }

    /** The attacks found in it, which are over. */
    private static List<Map<String, Object>> play(CorpusAttack truth) throws Exception {
        List<Object> known = operator.attackIds();
        replay(truth.capture(), SPEED);
        awaitRead(truth.capture());
        awaitJudged();
        Await.until(truth.capture() + " is over", LIMIT, () -> operator.list("attack-list")
                .isEmpty());
        operator.remove(cfg(truth.capture()));
        Await.until("the lane is gone", LIMIT, () -> operator.list("lane-list").stream()
                .noneMatch(one -> instance(truth.capture()).equals(one.get("capture"))));
        return operator.list("attack-list", "--all").stream()
                .filter(one -> !known.contains(one.get("id")))
                .toList();
    }

    /**
     * A machine that has other things to do for a moment sends what is due by then at once, which is another attack than was recorded.
     * What is wrong each time is no matter of that.
     */
    private static boolean wasHeldUp(CorpusAttack truth, List<Map<String, Object>> found) {
        return found.stream()
                .anyMatch(one -> truth.victims().get(0).equals(one.get("target"))
                        && (Operator.number(one, "peak") > most(truth)
                                || !truth.kind().metric().equals(one.get("metric"))));
    }

    private static double most(CorpusAttack truth) {
        return MOST * truth.packets() + 10;
    }

    private static void check(CorpusAttack truth, Map<String, Object> attack) throws Exception {
        String found = String.format(
                "%s: %s of %s, %.0f in truth: %s",
                truth.capture().getFileName(),
                attack.get("peak"),
                attack.get("metric"),
                truth.packets(),
                attack.get("reason"));
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> vectors =
                (List<Map<String, Object>>) evidence(attack).get("vectors");
        List<String> largest = vectors.stream()
                .filter(one -> part(one, "of_packets") > WORTH_NAMING || part(one, "of_bytes") > WORTH_NAMING)
                .map(one -> one.get("name").toString())
                .toList();
        if (truth.victims().get(0).equals(attack.get("target"))) {
            System.out.println("it: " + found + "; made of " + largest);
        }
        assertThat(attack).as(found).containsEntry("metric", truth.kind().metric());
        assertThat((double) Operator.number(attack, "peak"))
                .as(found)
                .isBetween(truth.kind().least() * truth.packets(), most(truth));
        assertThat(largest).as("%s: %s", found, vectors).isEqualTo(truth.kind().vectors());
    }

    private static double part(Map<String, Object> share, String of) {
        return ((Number) share.get(of)).doubleValue();
    }

    /** What polder.evidence has written of an attack; the file, as asking for 64 of them would take its time. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> evidence(Map<String, Object> attack) throws Exception {
        Path file = operator.path("data", "polder", "evidence", attack.get("id").toString(), "evidence.json");
        return Await.value("the whole evidence, " + file, LIMIT, () -> {
            Map<String, Object> read = (Map<String, Object>) Json.parse(Files.readString(file));
            return Boolean.TRUE.equals(read.get("complete")) ? read : null;
        });
    }

    private static void framesAreOfTheAttack(CorpusAttack truth, Map<String, Object> attack) throws Exception {
        String id = attack.get("id").toString();
        Path file = operator.path(id + ".pcapng");
        Installation.Result export = operator.polder("evidence-export", id, file.toString());
        assertThat(export.code()).as(export.output()).isZero();
        Instant detected = Instant.parse(evidence(attack).get("detected").toString());
        List<CapturedFrame> frames = CapturedFrame.of(file);
        assertThat(frames.size()).isGreaterThan(500);
        assertThat(frames.stream()
                        .filter(frame ->
                                !frame.targets().contains(truth.victims().get(0)))
                        .limit(9))
                .isEmpty();
        long before = frames.stream()
                .filter(frame -> frame.at() < detected.toEpochMilli() / 1000.0)
                .count();
        double length =
                frames.stream().mapToInt(CapturedFrame::length).average().orElseThrow();
        System.out.printf(
                "it: %d frames kept, %d from before the detection; mean length %.1f, %.1f in truth%n",
                frames.size(), before, length, truth.length());
        assertThat(before).isGreaterThan(100);
        if (truth.length() > 0) {
            assertThat(length).isBetween(0.95 * truth.length(), 1.05 * truth.length());
        }
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
