// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Where captures lack a right or a library, the operator reads what is missing and what to do, and all else goes on. */
public class RightsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NONE = "setpriv --inh-caps=-all --bounding-set=-all --no-new-privs";

    private static Operator operator;

    @BeforeClass
    public static void startIt() throws Exception {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root) {
            Installation.Result tried = Installation.command(Path.of("."), "sh", "-c", NONE + " true 2>&1");
            if (tried.code() != 0) {
                String reason =
                        "rights cannot be given up here: " + tried.output().trim();
                System.out.println("it: " + reason);
                assumeTrue(reason, false);
            }
        }
        operator = new Operator("rights");
        operator.launcher(root ? NONE : "")
                .features("polder-capture-afpacket", "polder-capture-afxdp", "polder-capture-pcap")
                .start();
        // an AF_XDP capture that has its rights would take every frame of lo away
        assertThat(Files.readAllLines(Path.of("/proc/" + operator.pid() + "/status")))
                .contains("CapEff:\t0000000000000000");
    }

    @AfterClass
    public static void stopIt() throws Exception {
        if (operator != null) {
            operator.close();
        }
    }

    /** What the table of captures and one line of the log say of a capture that cannot be. */
    private static void expect(String bundle, String cfg, String... words) throws Exception {
        int before = operator.log().size();
        operator.cfg(bundle + "-it.cfg", cfg.split("\n"));
        Map<String, Object> failed = Await.value(bundle + " says why", LIMIT, () -> captures().stream()
                .filter(one -> bundle.equals(one.get("type")) && "failed".equals(one.get("state")))
                .findFirst()
                .orElse(null));
        String problem = failed.get("problem").toString();
        System.out.println("it: " + problem);
        assertThat(problem).contains(words).doesNotContain("\n");
        operator.awaitLog(before, "ERROR", "lane it/0: " + problem + "; trying again");
        assertThat(operator.log().stream().skip(before).filter(line -> line.contains(" ERROR ")))
                .hasSize(1);
        operator.remove(bundle + "-it.cfg");
        Await.until(
                bundle + " is gone", LIMIT, () -> captures().stream().noneMatch(one -> bundle.equals(one.get("type"))));
    }

    private static List<Map<String, Object>> captures() throws Exception {
        return operator.list("capture-list");
    }

    @Test
    public void whatIsMissingIsSaidOnceAndNothingElseStops() throws Exception {
        expect("polder.capture.afpacket", "interface = lo", "no right to capture on lo", "CAP_NET_RAW");
        expect(
                "polder.capture.afxdp",
                "interface = lo\naddresses = ignored",
                "lo: ",
                "CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF");
        expect(
                "polder.capture.pcap",
                "interface = lo\nlibrary = /none/libpcap.so",
                "library = /none/libpcap.so cannot");
        expect("polder.capture.pcap", "interface = lo", "interface lo: may not be captured from", "CAP_NET_RAW");
        expect("polder.capture.pcap", "interface = nflog:5", "nflog:5: may not be captured from", "CAP_NET_ADMIN");
        assertThat(captures()).hasSize(3).allMatch(one -> "running".equals(one.get("state")));
        assertThat(operator.takesUdp(operator.port("netflow"))).isTrue();
        operator.expectNoStackTrace();
    }
}
