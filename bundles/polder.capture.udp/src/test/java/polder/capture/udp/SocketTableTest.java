// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Test;
import polder.api.capture.CaptureLane;

public class SocketTableTest {
    private final int port;

    public SocketTableTest() throws IOException {
        port = Datagrams.freePort();
    }

    @Before
    public void onlyOnLinux() {
        assumeTrue(Files.isReadable(Path.of("/proc/net/udp")));
    }

    @Test
    public void anOwnSocketDoesNotKeepUsFromThePort() throws IOException {
        UdpCapture capture = Datagrams.capture("port", port);
        try (CaptureLane lane = capture.open(0)) {
            assertThat(SocketTable.inodes(port)).hasSize(1);
            assertThatCode(() -> SocketTable.refuseOthers(capture.settings())).doesNotThrowAnyException();
            assertThat(lane.dropped()).isZero();
        }
        assertThat(SocketTable.inodes(port)).isEmpty();
    }

    @Test
    public void aSharingSocketOfAnotherProgramIsRefused() throws Exception {
        UdpCapture capture = Datagrams.capture("port", port);
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sharing.class.getName(),
                        Integer.toString(port))
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("bound");
            assertThatThrownBy(() -> capture.open(0)).hasMessage(BindFault.inUse(port));
        } finally {
            other.destroy();
        }
    }
}
