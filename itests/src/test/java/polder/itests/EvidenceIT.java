// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** An attack has its samples when it is detected, and its frames afterwards, also after a restart. */
public class EvidenceIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String VICTIM = "10.3.0.9";
    private static final String SAMPLE =
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} 203\\.0\\.113\\.\\d+:\\d+ > 10\\.3\\.0\\.9:53 protocol: udp"
                    + " frag: 0  packets: 1 size: 60 bytes ttl: 64 sample ratio: 1  ";

    private static Operator operator;
    private static Script script;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("evidence");
        script = new Script(operator.path("scripts"));
        operator.features("polder-notify-script", "polder-capture-pcap")
                .cfg("polder.traffic.cfg", "networks = 10.0.0.0/8")
                .cfg("polder.traffic.group-default.cfg", "limit.in.packets = 20kpps", "hold = 2s", "ban.time = 4s")
                .cfg("polder.evidence.cfg", "after = 2s")
                .cfg("polder.notify.script-it.cfg", "script = " + script.file())
                .start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    /** Three seconds of usual traffic, of the victim too, then four of 50 kpps to it, with the usual traffic of others. */
    private static void flood(Path file) throws IOException {
        int network = CaptureWriter.address("10.3.0.0");
        try (CaptureWriter out = new CaptureWriter(file)) {
            for (int i = 0; i < 600; i++) {
                out.add(i * 5_000_000L, 0xc6336400 | i % 250, network + i % 20, 80, 1000);
            }
            for (int i = 0; i < 200_000; i++) {
                long at = 3_000_000_000L + i * 20_000L;
                out.add(at, 0xcb007100 | i % 200, network + 9, 1024 + i % 5000, 60);
                if (i % 500 == 0) {
                    out.add(at, 0xc6336401, network + 10 + i / 500 % 9, 80, 1000);
                }
            }
        }
    }

    @Test
    public void anAttackHasItsSamplesAtTheDetectionAndItsFramesAfterARestart() throws Exception {
        Path capture = operator.path("flood.pcap");
        flood(capture);
        operator.cfg("polder.capture.pcap-flood.cfg", "file = " + capture);
        List<String> text = script.await(VICTIM, "ban").input().lines().toList();
        int dump = text.indexOf("Attack traffic dump");
        int flows = text.indexOf("Flow dump");
        assertThat(text.subList(dump + 2, flows - 2)).hasSize(50).allMatch(line -> line.matches(SAMPLE));
        assertThat(text.subList(flows + 1, text.size()))
                .contains("Incoming", "Flows have cropped due to very long list.")
                .anyMatch(line -> line.matches("UDP flows: \\d+"))
                .anyMatch(
                        line -> line.matches("10\\.3\\.0\\.9:53 < 203\\.0\\.113\\.\\d+:\\d+ \\d+ bytes \\d+ packets"));
        operator.awaitLog(0, "attack on " + VICTIM + ": ", " > 10.3.0.9:53 protocol: udp");
        Map<String, Object> found = Await.value("the whole evidence", LIMIT, () -> {
            Map<String, Object> shown = operator.show("evidence-show", VICTIM);
            return Boolean.TRUE.equals(shown.get("complete")) ? shown : null;
        });
        assertThat(Operator.number(found, "packets")).isBetween(90_000L, 200_000L);
        assertThat(Operator.number(found, "frames")).isGreaterThan(1000);
        assertThat(Operator.number(found, "sources")).isBetween(200L, 220L);
        String id = found.get("id").toString();
        Instant detected = Instant.parse(found.get("detected").toString());
        framesAreOfTheAttack(id, detected, operator.path("frames.pcapng"));
        operator.kill();
        operator.start();
        assertThat(operator.show("evidence-show", id.substring(0, 8))).isEqualTo(found);
        framesAreOfTheAttack(id, detected, operator.path("again.pcapng"));
        operator.expectNoStackTrace();
    }

    private static void framesAreOfTheAttack(String id, Instant detected, Path file) throws Exception {
        Installation.Result export = operator.polder("evidence-export", id.substring(0, 8), file.toString());
        assertThat(export.code()).as(export.output()).isZero();
        List<CapturedFrame> frames = CapturedFrame.of(file);
        assertThat(frames).hasSizeGreaterThan(1000);
        assertThat(frames).allMatch(frame -> frame.targets().equals(List.of(VICTIM)) && frame.length() == 60);
        double moment = detected.toEpochMilli() / 1000.0;
        long before = frames.stream().filter(frame -> frame.at() < moment).count();
        System.out.printf("it: evidence: %d frames, %d from before the detection%n", frames.size(), before);
        assertThat(before).isGreaterThan(100);
        assertThat(before).isLessThan(frames.size());
    }
}
