// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Malformed datagrams, capture files and cfg files leave the appliance running, each with a clear line or counter. */
public class HostileIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FRAMES = 200;

    private static Operator operator;
    private static int target;
    /** Flows of lanes there are no longer. */
    private static long gone;

    private final Mutations mutations = new Mutations(7);
    private long pid;
    private long memory;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("hostile").features("polder-capture-pcap", "polder-notify-script");
        operator.start();
        target = CaptureWriter.address("10.0.0.5");
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    @Before
    public void look() throws Exception {
        pid = operator.pid();
        memory = operator.heap();
    }

    @After
    public void itIsTheSameProcessAndCountsExactly() throws Exception {
        assertThat(operator.pid()).isEqualTo(pid);
        Await.until("what came before is counted", LIMIT, () -> operator.counter("flows") == laneFlows());
        long before = operator.counter("flows");
        try (Netflow5 exporter = new Netflow5(operator.port("netflow"))) {
            for (int i = 0; i < 100; i++) {
                exporter.send(target, 1);
            }
        }
        long sent = 100L * Netflow5.RECORDS;
        Await.until("good flows are counted", LIMIT, () -> operator.counter("flows") - before >= sent);
        assertThat(operator.counter("flows") - before).isEqualTo(sent);
        assertThat(operator.heap() - memory).as("KiB of memory more").isLessThan(100 * 1024);
        operator.expectNoStackTrace();
    }

    private static long laneFlows() throws Exception {
        return operator.list("lane-list").stream()
                        .mapToLong(lane -> Operator.number(lane, "flows"))
                        .sum()
                + gone;
    }

    @Test
    public void everyMalformedDatagramIsCountedByItsReason() throws Exception {
        Map<String, Object> before = operator.lane("netflow");
        Map<String, Long> expected = new TreeMap<>();
        int sent = 0;
        try (Netflow5 exporter = new Netflow5(operator.port("netflow"))) {
            for (int i = 0; i < 1000; i++) {
                byte[] good = Netflow5.datagram(30 * i, target, 1);
                byte[] bad =
                        switch (i % 3) {
                            case 0 -> mutations.noise(1400);
                            case 1 -> mutations.cut(good);
                            default -> mutations.flipped(good, 30);
                        };
                for (byte[] one : i % 10 == 0 ? List.of(bad, good) : List.of(bad)) {
                    exporter.send(one);
                    expected.merge(reason(one), "flows".equals(reason(one)) ? one[3] : 1L, Long::sum);
                    sent++;
                }
            }
        }
        long all = sent + Operator.number(before, "packets");
        // rejects are shown once a second
        Await.until(
                "all rejects are shown",
                LIMIT,
                () -> Operator.number(operator.lane("netflow"), "packets") >= all
                        && sum(rejects(operator.lane("netflow"), before)) >= sum(expected) - expected.get("flows"));
        Map<String, Object> after = operator.lane("netflow");
        System.out.printf(
                "it: %d datagrams, 1000 of them malformed: %s, rejects %s%n", sent, expected, after.get("rejects"));
        assertThat(Operator.number(after, "packets")).isEqualTo(all);
        assertThat(Operator.number(after, "flows") - Operator.number(before, "flows"))
                .isEqualTo(expected.remove("flows"));
        assertThat(rejects(after, before)).isEqualTo(expected);
        assertThat(Operator.number(after, "dropped")).isZero();
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Long> rejects(Map<String, Object> after, Map<String, Object> before) {
        Map<String, Long> more = new TreeMap<>();
        Map<String, Object> known = (Map<String, Object>) before.get("rejects");
        ((Map<String, Object>) after.get("rejects"))
                .forEach((reason, count) -> more.put(
                        reason, ((Number) count).longValue() - ((Number) known.getOrDefault(reason, 0)).longValue()));
        more.values().removeIf(count -> count == 0);
        return more;
    }

    /** What has to become of a datagram. */
    private static String reason(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < 2 || in.getShort(0) == 5 && bytes.length < 24) {
            return "truncated";
        }
        if (in.getShort(0) != 5) {
            return "unknown_version";
        }
        int count = in.getShort(2) & 0xffff;
        if (count == 0 || count > 30) {
            return "malformed";
        }
        return bytes.length < 24 + 48 * count ? "truncated" : "flows";
    }

    @Test
    public void malformedCaptureFilesAreReadAsFarAsTheyGo() throws Exception {
        Path folder = operator.path("captures");
        Files.createDirectories(folder);
        List<Path> malformed = captures(folder);
        int logged = operator.log().size();
        operator.cfg("polder.capture.pcap-hostile.cfg", "file = " + folder + "/*.pcap", "speed = max");
        Map<String, Object> lane =
                Await.value("all packets are flows or rejects", LIMIT, () -> operator.list("lane-list").stream()
                        .filter(one -> "hostile".equals(one.get("capture")) && "ended".equals(one.get("state")))
                        .filter(one -> Operator.number(one, "flows") + sum(rejects(one, Map.of("rejects", Map.of())))
                                == Operator.number(one, "packets"))
                        .findFirst()
                        .orElse(null));
        List<String> told = operator.log().stream().skip(logged).toList();
        System.out.printf(
                "it: %d malformed capture files: %s packets, %s flows, rejects %s, %d lines in the log%n",
                malformed.size(), lane.get("packets"), lane.get("flows"), lane.get("rejects"), told.size());
        assertThat(Operator.number(lane, "packets")).isGreaterThanOrEqualTo(2 * FRAMES);
        assertThat(told).hasSizeLessThan(malformed.size() + 20);
        for (int i = 0; i < malformed.size(); i += 10) {
            Installation.Result result =
                    operator.polder("decode", "--tsv", malformed.get(i).toString());
            assertThat(result.code()).as(result.output()).isBetween(0, 1);
            assertThat(result.output()).doesNotContain("Exception").doesNotContain("\tat ");
        }
        operator.remove("polder.capture.pcap-hostile.cfg");
        Await.until("the lane is gone", LIMIT, () -> operator.list("lane-list").size() == 3);
        gone += Operator.number(lane, "flows");
    }

    /** The first and the last one are good. */
    private List<Path> captures(Path folder) throws IOException {
        Path good = folder.resolve("000.pcap");
        try (CaptureWriter out = new CaptureWriter(good)) {
            for (int i = 0; i < FRAMES; i++) {
                out.add(i * 1_000_000L, 0xcb007100 | i, target, 1024 + i, 60);
            }
        }
        byte[] whole = Files.readAllBytes(good);
        Files.write(folder.resolve("999.pcap"), whole);
        List<Path> malformed = new ArrayList<>();
        for (int i = 1; i <= 120; i++) {
            byte[] bad =
                    switch (i % 4) {
                        case 0 -> mutations.noise(5000);
                        case 1 -> mutations.cut(whole);
                        case 2 -> mutations.withNoise(whole);
                        default -> mutations.flipped(whole, 100);
                    };
            malformed.add(Files.write(folder.resolve(String.format("%03d.pcap", i)), bad));
        }
        return malformed;
    }

    @Test
    public void malformedCfgFilesAreToldAndTheLastGoodOnesGoOn() throws Exception {
        List<String> shipped = List.of(
                "polder.attack.cfg",
                "polder.camel.cfg",
                "polder.capture.udp-ipfix.cfg",
                "polder.capture.udp-netflow.cfg",
                "polder.capture.udp-sflow.cfg",
                "polder.detect.threshold.cfg",
                "polder.notify.log.cfg",
                "polder.traffic.cfg",
                "polder.traffic.group-default.cfg");
        Map<String, String> good = new TreeMap<>();
        for (String file : shipped) {
            good.put(file, Files.readString(operator.path("etc", file)));
        }
        int began = operator.log().size();
        int wrong = 0;
        int files = 0;
        for (int round = 0; round < 25; round++) {
            wrong += spoil(good, round);
            files += good.size() + 3;
        }
        List<String> told = operator.log().stream()
                .skip(began)
                .filter(line -> line.contains(" ERROR ") || line.contains(" WARN "))
                .toList();
        System.out.printf(
                "it: %d malformed cfg files, %d of them certainly wrong: %d lines in the log%n",
                files, wrong, told.size());
        assertThat(told).hasSizeLessThanOrEqualTo(2 * files);
        for (Map.Entry<String, String> one : good.entrySet()) {
            operator.cfg(one.getKey(), one.getValue() + "# as it was\n");
        }
        Await.until("as it was", LIMIT, () -> operator.show("status").get("ok").equals(true));
    }

    /** Spoils every file, and makes a spoilt one of each kind there can be several of; gives how many had to be refused. */
    private int spoil(Map<String, String> good, int round) throws Exception {
        int logged = operator.log().size();
        Map<String, String> refusals = new TreeMap<>();
        Map<String, String> all = new TreeMap<>(good);
        all.put("polder.capture.udp-new" + round + ".cfg", good.get("polder.capture.udp-sflow.cfg"));
        all.put("polder.traffic.group-new" + round + ".cfg", "networks = 10." + round + ".0.0/16\nhold = 5s\n");
        all.put("polder.notify.script-new" + round + ".cfg", "script = /bin/true\ntime.limit = 5s\n");
        for (Map.Entry<String, String> one : all.entrySet()) {
            // the good flows come to this port, so it may not be moved by accident
            if (one.getKey().contains("netflow") || mutations.any(2) == 0) {
                Mutations.Wrong wrong = mutations.wrong(one.getValue());
                operator.cfg(one.getKey(), wrong.text());
                refusals.put(one.getKey(), wrong.key());
            } else {
                operator.cfg(one.getKey(), mutations.spoilt(one.getValue()));
            }
        }
        for (Map.Entry<String, String> one : refusals.entrySet()) {
            operator.awaitLog(logged, "etc/" + one.getKey() + ": ", one.getValue());
        }
        for (String name : all.keySet()) {
            if (!good.containsKey(name)) {
                operator.remove(name);
            }
        }
        return refusals.size();
    }
}
