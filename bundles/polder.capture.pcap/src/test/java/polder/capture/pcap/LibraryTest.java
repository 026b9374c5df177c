// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.Capture;

/** Which libpcap is used, each time in a Java machine of its own. */
public final class LibraryTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Before
    public void needsLibpcap() {
        Libpcap.assumed();
    }

    private Path copy(String name) throws Exception {
        Path system = NativeLibrary.getInstance("pcap").getFile().toPath().toRealPath();
        return Files.copy(system, folder.getRoot().toPath().resolve(name));
    }

    /** Opens a file with each library after the other, and answers what each says. */
    private static List<String> openWith(Path file, String option, String... libraries) throws Exception {
        ProcessBuilder machine = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option.isEmpty() ? "-Da=b" : option,
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                file.toString());
        machine.command().addAll(List.of(libraries));
        Process process = machine.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.lines().toList();
    }

    /** What runs in the other Java machine. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] args) throws Exception {
            for (int i = 1; i < args.length; i++) {
                Map<String, String> cfg =
                        Map.of("file", args[0], "filter", "udp", "library", args[i].equals("-") ? "" : args[i]);
                try {
                    Capture capture = new PcapCapture(PcapSettings.of(cfg));
                    capture.open(0).close();
                    System.out.println("opened, with "
                            + Files.readString(Path.of("/proc/self/maps"))
                                    .lines()
                                    .filter(line -> line.contains("libpcap"))
                                    .map(line -> line.substring(line.indexOf('/')))
                                    .distinct()
                                    .toList());
                } catch (java.io.IOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    public void theFirstChoosesAndAnotherIsRefused() throws Exception {
        Path file = new Recording(1).save(folder.getRoot().toPath().resolve("a.pcap"));
        Path one = copy("libpcap-one.so");
        Path other = copy("libpcap-other.so");

        List<String> said = openWith(file, "", "/none/libpcap.so", one.toString(), "-", other.toString());
        assertThat(said).hasSize(4);
        assertThat(said.get(0))
                .startsWith("library = /none/libpcap.so cannot be loaded (")
                .endsWith("leave it out for the system's");
        assertThat(said.get(1)).isEqualTo("opened, with [" + one + "]");
        assertThat(said.get(2)).isEqualTo(said.get(1));
        assertThat(said.get(3))
                .startsWith("library = " + other + " cannot be had: this Java machine uses " + one + " already");

        assertThat(openWith(file, "", "-", one.toString()).get(1)).contains("uses the system's libpcap already");
        assertThat(openWith(file, "-Dorg.pcap4j.core.pcapLibName=" + one, "-")).containsExactly(said.get(1));
    }

    @Test
    public void withoutLibpcapItSaysWhatToInstall() throws Exception {
        Path file = new Recording(1).save(folder.getRoot().toPath().resolve("a.pcap"));
        String missing =
                "libpcap is missing, install it: apt-get install libpcap0.8 (Unable to load library 'not-there')";
        assertThat(openWith(file, "-Dorg.pcap4j.core.pcapLibName=not-there", "-", "-"))
                .containsExactly(missing, missing);
    }
}
