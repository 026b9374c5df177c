// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.Reject;

public class TlsTest {
    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static Identity collector;
    private static Identity exporter;
    private static Identity stranger;
    /** Of the exporter's name, but not its key. */
    private static Identity impostor;

    private final int port;
    private TcpCapture capture;
    private CaptureLane lane;

    public TlsTest() throws IOException {
        port = Exporters.freePort();
    }

    @BeforeClass
    public static void makeCertificates() throws Exception {
        Path folder = FOLDER.getRoot().toPath();
        collector = Identity.make(folder, "collector");
        exporter = Identity.make(folder, "exporter", "exporter", "RSA");
        impostor = Identity.make(folder, "impostor", "exporter", "EC");
        stranger = Identity.make(folder, "stranger");
    }

    @After
    public void close() throws IOException {
        if (lane != null) {
            lane.close();
        }
    }

    private Map<String, Object> properties(Object... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Exporters.properties(
                "port", port, "tls", "on", "tls.certificate", collector.certificate(), "tls.key", collector.key()));
        properties.putAll(Exporters.properties(keysAndValues));
        return properties;
    }

    private void open(Object... keysAndValues) throws IOException {
        capture = new TcpCapture(null, properties(keysAndValues));
        lane = capture.open(0);
    }

    private void send(Socket socket, int sequence) throws IOException {
        socket.getOutputStream().write(Exporters.message(40, sequence, 1));
        assertThat(Exporters.take(lane, 1, (batch, i) -> assertThat(Exporters.sequence(batch, i))
                        .isEqualTo(sequence)))
                .isEqualTo(1);
    }

    private void awaitReject(Reject reason) {
        Exporters.await(reason + " counted", () -> lane.rejects(reason) == 1);
    }

    @Test
    public void bothVersionsAreSpokenWithoutACertificateOfTheExporterWhenNoneIsAskedFor() throws Exception {
        open("tls.client", "none");
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (SSLSocket socket = collector.connect(port, null, protocol)) {
                send(socket, 1);
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            }
        }
    }

    @Test
    public void onlyTheProtocolsConfiguredAreSpoken() throws Exception {
        open("tls.client", "none", "tls.protocols", "TLSv1.3");
        try (SSLSocket socket = collector.connect(port, null, "TLSv1.2")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
        awaitReject(Reject.MALFORMED);
    }

    @Test
    public void anExporterShowsACertificateThatIsTrusted() throws Exception {
        open("tls.trusted", exporter.certificate());
        try (SSLSocket socket = collector.connect(port, exporter)) {
            send(socket, 1);
        }
        assertRefused(impostor, 1);
        assertRefused(stranger, 2);
        assertRefused(null, 3);
    }

    @Test
    public void anExporterThatIsOnlyAskedMayHaveNoneButNoWrongOne() throws Exception {
        open("tls.client", "want", "tls.trusted", exporter.certificate());
        try (SSLSocket one = collector.connect(port, exporter);
                SSLSocket other = collector.connect(port, null)) {
            send(one, 1);
            send(other, 2);
        }
        assertRefused(impostor, 1);
    }

    private void assertRefused(Identity as, long count) throws Exception {
        try (SSLSocket socket = collector.connect(port, as)) {
            socket.getOutputStream().write(Exporters.message(40, 1, 1));
            assertThat(Exporters.isClosed(socket)).isTrue();
        } catch (IOException e) {
            // refused before it had written
        }
        Exporters.await("the count", () -> lane.rejects(Reject.NOT_ALLOWED) == count);
        assertThat(lane.poll(new PacketBatch(1))).isZero();
    }

    @Test
    public void largeMessagesComeThroughAndAFullInletStopsThem() throws Exception {
        open("tls.client", "none", "receive.buffer", "256kb");
        int messages = 600;
        try (SSLSocket socket = collector.connect(port, null)) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < messages; i++) {
                        socket.getOutputStream().write(Exporters.message(60_000, i, 1));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            LockSupport.parkNanos(500_000_000);
            int[] next = new int[1];
            int got = Exporters.take(lane, messages, (batch, i) -> assertThat(Exporters.bytes(batch, i))
                    .isEqualTo(Exporters.message(60_000, next[0]++, 1)));
            assertThat(got).isEqualTo(messages);
            sender.join(1000);
        }
    }

    @Test
    public void whoDoesNotSpeakTlsIsClosed() throws Exception {
        open("tls.client", "none");
        try (Socket socket = Exporters.connect(port)) {
            socket.getOutputStream().write(Exporters.message(40, 1, 1));
            assertThat(Exporters.isClosed(socket)).isTrue();
        }
        awaitReject(Reject.MALFORMED);
    }

    @Test
    public void aHandshakeThatIsNotDoneInTimeIsClosed() throws Exception {
        open("tls.client", "none", "tls.handshake", "300ms");
        try (Socket socket = Exporters.connect(port)) {
            assertThat(Exporters.isClosed(socket)).isTrue();
        }
        awaitReject(Reject.TRUNCATED);
    }

    @Test
    public void connectionsThatHaveShownLessThanIsAskedForAreClosed() throws Exception {
        open("tls.client", "none");
        try (SSLSocket socket = collector.connect(port, null)) {
            send(socket, 1);
            reopen("tls.client", "none", "idle", "5m");
            send(socket, 2);
            reopen("tls.client", "require", "tls.trusted", exporter.certificate());
            assertThat(Exporters.isClosed(socket)).isTrue();
        }
        try (SSLSocket socket = collector.connect(port, exporter)) {
            send(socket, 3);
        }
    }

    private void reopen(Object... keysAndValues) throws IOException {
        capture.modified(properties(keysAndValues));
        assertThat(lane.poll(new PacketBatch(1))).isEqualTo(CaptureLane.REOPEN);
        CaptureLane successor = capture.open(0);
        lane.close();
        lane = successor;
    }

    @Test
    public void aRenewedCertificateIsShownToWhoConnectsAfterwards() throws Exception {
        Path certificate = FOLDER.getRoot().toPath().resolve("renewed.crt");
        Path key = FOLDER.getRoot().toPath().resolve("renewed.key");
        Files.copy(collector.certificate(), certificate);
        Files.copy(collector.key(), key);
        open("tls.client", "none", "tls.certificate", certificate, "tls.key", key);
        try (SSLSocket running = collector.connect(port, null)) {
            send(running, 1);
            Files.copy(stranger.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(stranger.key(), key, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(key, FileTime.from(Instant.now().plusSeconds(5)));
            Exporters.await("the new certificate", () -> {
                try (SSLSocket late = stranger.connect(port, null)) {
                    late.startHandshake();
                    X509Certificate shown = (X509Certificate) late.getSession().getPeerCertificates()[0];
                    return shown.getSubjectX500Principal().getName().equals("CN=stranger");
                } catch (Exception e) {
                    LockSupport.parkNanos(100_000_000);
                    return false;
                }
            });
            send(running, 2);
        }
    }

    @Test
    public void aKeyOfTheOldFormIsRefusedWithItsCure() throws IOException {
        Path old = FOLDER.newFile("old.key").toPath();
        Files.writeString(old, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> open("tls.client", "none", "tls.key", old))
                .hasMessageContaining("is no PEM file with BEGIN PRIVATE KEY")
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
    }
}
