// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Frames on a cable reach the flows of the running appliance through AF_XDP, also after it was killed. */
public class AfXdpIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path HERE = Path.of(".");
    private static final int FRAMES = 20_000;
    private static final String CFG = "polder.capture.afxdp-mirror.cfg";

    /** Both ends of the cable; the longest name an interface can have has 15 characters. */
    private static final String MIRROR = "plm" + ProcessHandle.current().pid();

    private static final String SWITCH = "pls" + ProcessHandle.current().pid();

    private static String missing = "";
    private static Operator operator;
    private static Path frames;

    @BeforeClass
    public static void startIt() throws Exception {
        missing = cable();
        if (!missing.isEmpty()) {
            System.out.println("it: AfXdpIT is not run, there is no cable: " + missing);
            return;
        }
        operator = new Operator("afxdp").features("polder-capture-afxdp");
        frames = operator.path("frames.pcap");
        try (CaptureWriter out = new CaptureWriter(frames)) {
            for (int i = 0; i < FRAMES; i++) {
                out.add(i * 50_000L, 0xc6336400 | i % 256, 0x0a000000 | i % 1000, 1024 + i % 60_000, 60);
            }
        }
        operator.cfg(CFG, "interface = " + MIRROR).start();
    }

    private static String cable() throws Exception {
        for (String line : new String[] {
            "ip link add " + MIRROR + " type veth peer name " + SWITCH,
            "ip link set dev " + MIRROR + " addrgenmode none multicast off up",
            "ip link set dev " + SWITCH + " addrgenmode none multicast off up",
        }) {
            Installation.Result result = Installation.command(HERE, line.split(" ", -1));
            if (result.code() != 0) {
                return line + ": " + result.output().trim();
            }
        }
        return "";
    }

    @AfterClass
    public static void stopIt() throws Exception {
        if (operator != null) {
            operator.close();
        }
        Installation.command(HERE, "ip", "link", "delete", "dev", MIRROR);
    }

    private static Map<String, Object> running() throws Exception {
        return Await.value("the lane runs", LIMIT, () -> operator.list("lane-list").stream()
                .filter(lane -> "mirror".equals(lane.get("capture")) && "running".equals(lane.get("state")))
                .findFirst()
                .orElse(null));
    }

    private static void sendAndCount() throws Exception {
        Map<String, Object> before = running();
        Installation.Result sent =
                Installation.command(HERE, "tcpreplay", "--pps", "20000", "-i", SWITCH, frames.toString());
        assertThat(sent.output()).contains("Successful packets:        " + FRAMES);
        long all = Operator.number(before, "packets") + Operator.number(before, "dropped") + FRAMES;
        Await.until(FRAMES + " frames", LIMIT, () -> {
            Map<String, Object> lane = operator.lane("mirror");
            return Operator.number(lane, "packets") + Operator.number(lane, "dropped") == all;
        });
        Map<String, Object> lane = operator.lane("mirror");
        assertThat(Operator.number(lane, "packets")).isGreaterThan(Operator.number(before, "packets"));
        assertThat(Operator.number(lane, "flows")).isEqualTo(Operator.number(lane, "packets"));
    }

    @Test
    public void framesAreCountedAlsoAfterItWasKilled() throws Exception {
        if (!missing.isEmpty()) {
            return;
        }
        sendAndCount();
        assertThat(operator.log())
                .anyMatch(line -> line.contains("mirror: " + MIRROR + " is read in native mode, copied"));
        operator.kill();
        operator.start();
        sendAndCount();
        operator.expectNoStackTrace();
    }

    @Test
    public void anInterfaceThatIsNotThereIsSaidWithThoseThatAre() throws Exception {
        if (!missing.isEmpty()) {
            return;
        }
        operator.cfg("polder.capture.afxdp-other.cfg", "interface = none0");
        Await.until("the problem", LIMIT, () -> operator.list("lane-list").stream()
                .anyMatch(lane ->
                        String.valueOf(lane.get("problem")).startsWith("there is no interface none0; there are ")
                                && String.valueOf(lane.get("problem")).contains(MIRROR)));
        operator.remove("polder.capture.afxdp-other.cfg");
    }
}
