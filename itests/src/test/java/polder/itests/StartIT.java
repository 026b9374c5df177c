// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** The first start of a new installation. */
public class StartIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Installation appliance;
    private static String said;

    @BeforeClass
    public static void startIt() throws Exception {
        appliance = Installation.unpack("start");
        long began = System.nanoTime();
        said = appliance.start();
        long shell = System.nanoTime();
        Await.until(
                "the commands",
                LIMIT,
                () -> appliance.run("bin/polder", "status").code() == 0);
        System.out.printf(
                "it: from start to ssh %.1f s, to the first answer of polder:status %.1f s%n",
                (shell - began) / 1e9, (System.nanoTime() - began) / 1e9);
    }

    @AfterClass
    public static void stopIt() throws Exception {
        appliance.close();
    }

    @Test
    public void thePasswordIsMadeAtTheFirstStartAndReadableByItsOwnerOnly() throws Exception {
        String password =
                Files.readString(appliance.path("etc", "polder.password")).trim();
        assertThat(password).hasSizeGreaterThanOrEqualTo(16);
        assertThat(said).contains(password);
        assertThat(appliance.log()).doesNotContain(password);
        assertThat(Files.readString(appliance.path("etc", "users.properties"))).doesNotContain(password);
        for (String file : List.of("polder.password", "users.properties")) {
            assertThat(Files.getPosixFilePermissions(appliance.path("etc", file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    public void onlyThePasswordOpensTheShell() throws Exception {
        String password =
                Files.readString(appliance.path("etc", "polder.password")).trim();
        assertThat(appliance.ssh("polder", password, "bundle:list -t 0 -s").output())
                .contains("polder.engine");
        assertThat(appliance.ssh("polder", "polder", "bundle:list").output()).doesNotContain("polder.engine");
        assertThat(appliance.ssh("karaf", "karaf", "bundle:list").output()).doesNotContain("polder.engine");
    }

    @Test
    public void flowsAreTakenOnAllAddressesAndCommandsOnLoopbackOnly() throws Exception {
        for (Ports.Listener listener : Ports.UDP) {
            String address = "*:" + appliance.port(listener.name());
            Await.until(listener.name() + " listens on " + address, LIMIT, () -> appliance.sockets().stream()
                    .anyMatch(line -> line.startsWith("udp") && line.contains(address + " ")));
        }
        assertThat(appliance.sockets())
                .filteredOn(line -> line.startsWith("tcp"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("127.0.0.1]:"));
    }

    @Test
    public void theLogOfACleanStartHasNoWarning() throws Exception {
        assertThat(appliance
                        .log()
                        .lines()
                        .filter(line -> !line.contains(" INFO "))
                        .toList())
                .as("lines that are not INFO: warnings, errors, stack traces")
                .isEmpty();
        assertThat(appliance.path("data", "log").toFile().list()).containsExactly("polder.log");
    }
}
