// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Scripts are called as FastNetMon calls them, soon, once, and whatever happens in between. */
public class ScriptIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long SECOND = 1_000_000_000L;
    private static final int FLOODS = 10;
    /** Between two frames of a flood, nanoseconds. */
    private static final long GAP = 10_000;
    /** Bytes of a frame in the file. */
    private static final int FRAME = 58;

    private static Operator operator;
    private static Script text;
    private static Script json;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("script");
        text = new Script(operator.path("scripts", "text"));
        json = new Script(operator.path("scripts", "json"));
        operator.features("polder-notify-script", "polder-capture-pcap")
                .cfg("polder.traffic.cfg", "networks = 10.0.0.0/8")
                .cfg("polder.traffic.group-default.cfg", "limit.in.packets = 20kpps", "hold = 2s", "ban.time = 4s")
                .cfg("polder.traffic.group-long.cfg", "networks = 10.4.0.0/16", "ban.time = 25s")
                .cfg("polder.notify.script-it.cfg", "script = " + text.file())
                .cfg("polder.notify.script-json.cfg", "script = " + json.file(), "format = json")
                .start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    private static void flood(String target) throws Exception {
        try (Netflow5 exporter = new Netflow5(operator.port("netflow"))) {
            for (int i = 0; i < 50; i++) {
                exporter.send(CaptureWriter.address(target), 20);
            }
        }
    }

    @Test
    public void anAttackIsToldInFastNetMonsWords() throws Exception {
        flood("10.1.0.1");
        Script.Call ban = text.await("10.1.0.1", "ban");
        Map<String, Object> attack = operator.show("attack-show", "10.1.0.1");
        @SuppressWarnings("unchecked")
        Map<String, Object> rates = (Map<String, Object>) attack.get("start_rates");
        assertThat(Operator.number(rates, "in_packets")).isBetween(25_000L, 30_000L);
        assertThat(ban.arguments())
                .containsExactly("10.1.0.1", "incoming", rates.get("in_packets").toString(), "ban");
        assertThat(ban.input().lines().toList())
                .startsWith(report(attack, rates).toArray(String[]::new));
        assertThat(ban.input())
                .contains(
                        " > 10.1.0.1:53 protocol: udp frag: 0  packets: 20 size: 2000 bytes ttl: 0 sample ratio: 1  \n")
                .contains("\n\n\nFlow dump\n\nIncoming\n\nUDP flows: 30\n10.1.0.1:53 < 203.0.113.");
        Script.Call unban = text.await("10.1.0.1", "unban");
        assertThat(unban.arguments())
                .containsExactly("10.1.0.1", "incoming", rates.get("in_packets").toString(), "unban");
        assertThat(unban.input()).isEmpty();
        assertThat(text.calls("10.1.0.1", "ban")).hasSize(1);
        assertThat(text.calls("10.1.0.1", "unban")).hasSize(1);
    }

    private static List<String> report(Map<String, Object> attack, Map<String, Object> rates) {
        String report =
                """
                IP: 10.1.0.1
                Attack type: udp_flood
                Initial attack power: {in_packets} packets per second
                Peak attack power: {observed} packets per second
                Attack direction: incoming
                Attack protocol: udp
                Total incoming traffic: {in_bits} mbps
                Total outgoing traffic: {out_bits} mbps
                Total incoming pps: {in_packets} packets per second
                Total outgoing pps: {out_packets} packets per second
                Total incoming flows: {in_flows} flows per second
                Total outgoing flows: {out_flows} flows per second
                """
                        + part("ip fragmented", "fragment_")
                        + part("dropped", "dropped_")
                        + part("tcp", "tcp_")
                        + part("syn tcp", "syn_")
                        + part("udp", "udp_")
                        + part("icmp", "icmp_")
                        + "\n\nAttack traffic dump\n\n";
        for (Map.Entry<String, Object> rate : rates.entrySet()) {
            boolean bits = rate.getKey().endsWith("_bits");
            long value = Operator.number(rates, rate.getKey());
            report = report.replace("{" + rate.getKey() + "}", Long.toString(bits ? value / 1_000_000 : value));
        }
        return report.replace("{observed}", attack.get("observed").toString())
                .lines()
                .toList();
    }

    private static String part(String name, String key) {
        return """
                Incoming NAME traffic: {in_KEYbits} mbps
                Outgoing NAME traffic: {out_KEYbits} mbps
                Incoming NAME pps: {in_KEYpackets} packets per second
                Outgoing NAME pps: {out_KEYpackets} packets per second
                """
                .replace("NAME", name)
                .replace("KEY", key);
    }

    @Test
    public void jsonIsTheEvent() throws Exception {
        flood("10.1.0.2");
        Script.Call ban = json.await("10.1.0.2", "ban");
        Map<String, Object> attack = operator.show("attack-show", "10.1.0.2");
        @SuppressWarnings("unchecked")
        Map<String, Object> event = (Map<String, Object>) Json.parse(ban.input());
        assertThat(event)
                .containsEntry("phase", "started")
                .containsEntry("id", attack.get("id"))
                .containsEntry("target", "10.1.0.2")
                .containsEntry("group", "default")
                .containsEntry("metric", "in.packets")
                .containsEntry("observed", attack.get("observed"))
                .containsEntry("limit", 20_000L);
        assertThat(event.get("evidence").toString()).contains("complete=false", "203.0.113.", "> 10.1.0.2:53");
        @SuppressWarnings("unchecked")
        Map<String, Object> end =
                (Map<String, Object>) Json.parse(json.await("10.1.0.2", "unban").input());
        assertThat(end).containsEntry("phase", "ended").containsEntry("id", attack.get("id"));
    }

    @Test
    public void aScriptThatFailsHangsOrIsGoneIsToldInOneLineAndHarmsNothing() throws Exception {
        Path fails = Script.write(operator.path("fails.sh"), "echo no room on the router >&2", "exit 3");
        Path hangs = Script.write(operator.path("hangs.sh"), "sleep 1000 & sleep 1000");
        Path gone = Script.write(operator.path("gone.sh"), "exit 0");
        operator.cfg("polder.notify.script-fails.cfg", "script = " + fails, "phases = started")
                .cfg("polder.notify.script-hangs.cfg", "script = " + hangs, "phases = started", "time.limit = 1s")
                .cfg("polder.notify.script-gone.cfg", "script = " + gone, "phases = started");
        for (String name : List.of("fails", "hangs", "gone")) {
            operator.awaitLog(0, "route polder.notify.script-" + name + " added");
        }
        Files.delete(gone);
        int before = operator.log().size();
        assertThat(operator.polder("ban", "10.9.9.9").code()).isZero();
        text.await("10.9.9.9", "ban");
        operator.awaitLog(before, "polder.notify.script-fails", "10.9.9.9", "exit code 3", "no room on the router");
        operator.awaitLog(before, "polder.notify.script-hangs", "10.9.9.9", "killed after 1s");
        operator.awaitLog(before, "polder.notify.script-gone", "10.9.9.9", "gone.sh", "No such file");
        Await.until("its child is killed too", LIMIT, () -> ProcessHandle.of(operator.pid())
                .orElseThrow()
                .descendants()
                .findAny()
                .isEmpty());
        assertThat(actions("10.9.9.9"))
                .contains(
                        "route polder.notify.script-fails started begin failed",
                        "route polder.notify.script-hangs started begin failed",
                        "route polder.notify.script-it started begin");
        assertThat(operator.polder("unban", "10.9.9.9").code()).isZero();
        text.await("10.9.9.9", "unban");
        for (String name : List.of("fails", "hangs", "gone")) {
            operator.remove("polder.notify.script-" + name + ".cfg");
            operator.awaitLog(before, "route polder.notify.script-" + name, "removed");
        }
        assertThat(operator.log().stream().skip(before).filter(line -> line.contains(" WARN  polder.camel ")))
                .hasSize(3);
        operator.expectNoStackTrace();
    }

    @Test
    public void theScriptIsCalledWithinTwoSecondsOfTheFirstFrame() throws Exception {
        Path capture = operator.path("floods.pcap");
        floods(capture);
        operator.cfg("polder.capture.pcap-floods.cfg", "file = " + capture);
        long origin = origin(capture);
        long[] millis = new long[FLOODS];
        long[] found = new long[FLOODS];
        for (int i = 0; i < FLOODS; i++) {
            String host = "10.3.0." + (i + 1);
            long called = text.await(host, "ban").epochNanos();
            millis[i] = (called - origin - begin(i)) / 1_000_000;
            Instant since = Instant.parse(
                    operator.show("attack-show", host).get("since").toString());
            found[i] = since.toEpochMilli() - (origin + begin(i)) / 1_000_000;
        }
        Arrays.sort(millis);
        Arrays.sort(found);
        System.out.printf(
                "it: from the first frame of 100 kpps, limit 20 kpps, to the script: min %d, median %d, max %d ms; found after %s ms%n",
                millis[0], millis[FLOODS / 2], millis[FLOODS - 1], Arrays.toString(found));
        assertThat(millis[0]).isPositive();
        assertThat(millis[FLOODS - 1]).isLessThan(2000);
        operator.remove("polder.capture.pcap-floods.cfg");
    }

    private static long begin(int flood) {
        return SECOND + flood * 1_200_000_000L + flood * 17_000_000L;
    }

    /** A frame, then ten times 0.8 seconds of 100 kpps to one host each. */
    private static void floods(Path file) throws IOException {
        int target = CaptureWriter.address("10.3.0.0");
        try (CaptureWriter out = new CaptureWriter(file)) {
            out.add(0, target, target, 1, 60);
            for (int i = 0; i < FLOODS; i++) {
                for (int j = 0; j < 80_000; j++) {
                    out.add(begin(i) + j * GAP, 0xcb007100 | j % 250, target + i + 1, 1024 + j % 5000, 60);
                }
            }
        }
    }

    /**
     * When recorded time zero is replayed, to a few milliseconds. The first block of the file is read at once, the second when the
     * last frame of the first has been replayed; no frame is read long before it is due.
     */
    private static long origin(Path file) throws Exception {
        Path descriptor = Await.value(file + " is open", LIMIT, () -> descriptor(file));
        long first = position(descriptor);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (position(descriptor) == first) {
            if (System.nanoTime() > end) {
                throw new AssertionError(file + " is not read on");
            }
            LockSupport.parkNanos(200_000);
        }
        return System.currentTimeMillis() * 1_000_000 - begin(0) - first / FRAME * GAP;
    }

    private static Path descriptor(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(operator.pid()), "fd"))) {
            return all.filter(one -> leadsTo(one, file)).findFirst().orElse(null);
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static long position(Path descriptor) throws IOException {
        String info = Files.readString(Path.of(descriptor.toString().replace("/fd/", "/fdinfo/")));
        return Long.parseLong(info.lines().findFirst().orElseThrow().replaceAll("\\D", ""));
    }

    @Test
    public void aKillLosesNeitherTheBanNorItsEnd() throws Exception {
        flood("10.4.0.1");
        text.await("10.4.0.1", "ban");
        Map<String, Object> before = operator.show("attack-show", "10.4.0.1");
        Path journal = operator.path("data", "polder", "attack", "attacks.journal");
        Await.until("its outcome is on disk", LIMIT, () -> Files.readAllLines(journal).stream()
                .anyMatch(line -> line.contains("id=" + before.get("id") + "\t")
                        && line.contains("\twho=route polder.notify.script-it\t")));
        operator.cfg("polder.traffic.group-gone.cfg", "networks = 10.77.0.0/16");
        Await.until("a group more", LIMIT, () -> groups().contains("gone"));
        operator.kill();
        operator.remove("polder.traffic.group-gone.cfg");
        operator.start();
        assertThat(groups()).as("whose file was deleted meanwhile").doesNotContain("gone");
        Map<String, Object> after = operator.show("attack-show", "10.4.0.1");
        for (String key : List.of("id", "since", "observed", "limit", "group", "ban_time_seconds", "start_rates")) {
            assertThat(after).containsEntry(key, before.get(key));
        }
        text.await("10.4.0.1", "unban");
        assertThat(text.calls("10.4.0.1", "ban")).hasSize(1);
        assertThat(text.calls("10.4.0.1", "unban")).hasSize(1);
        assertThat(json.calls("10.4.0.1", "ban")).hasSize(1);
        assertThat(actions("10.4.0.1"))
                .as("what was done before the kill and after it")
                .contains(
                        "polder.attack started begin",
                        "route polder.notify.script-it started begin",
                        "route polder.notify.script-it ended end");
    }

    private static List<Object> groups() throws Exception {
        return operator.list("group-list").stream().map(one -> one.get("name")).toList();
    }

    /** Who took which event of the attack on a host, or failed at it. */
    @SuppressWarnings("unchecked")
    private static List<String> actions(String host) throws Exception {
        return ((List<Map<String, Object>>) operator.show("attack-show", host).get("actions"))
                .stream()
                        .map(one -> one.get("who") + " " + one.get("phase") + " " + one.get("action")
                                + (Boolean.TRUE.equals(one.get("failed")) ? " failed" : ""))
                        .toList();
    }

    @Test
    public void inMaintenanceNoScriptIsCalled() throws Exception {
        assertThat(operator.polder("maintenance-start", "10.5.0.0/16", "1h", "new", "router")
                        .code())
                .isZero();
        assertThat(operator.list("maintenance-list"))
                .extracting(one -> one.get("network"))
                .containsExactly("10.5.0.0/16");
        flood("10.5.0.1");
        Map<String, Object> attack = operator.awaitAttack("10.5.0.1", "ended");
        assertThat(attack).containsEntry("acting", false).containsEntry("level", "alert");
        assertThat(attack.get("why").toString())
                .startsWith("maintenance of 10.5.0.0/16 until")
                .endsWith("new router");
        operator.awaitLog(0, "attack started on 10.5.0.1", "not acted on: maintenance of 10.5.0.0/16");
        assertThat(operator.polder("maintenance-stop", "10.5.0.0/16").code()).isZero();
        flood("10.5.0.2");
        text.await("10.5.0.2", "ban");
        assertThat(text.calls("10.5.0.1", "ban")).isEmpty();
        assertThat(text.calls("10.5.0.1", "unban")).isEmpty();
        assertThat(actions("10.5.0.1"))
                .contains("route polder.notify.log started none")
                .noneMatch(action -> action.startsWith("route polder.notify.script"));
    }
}
