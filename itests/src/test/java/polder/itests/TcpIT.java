// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** IPFIX over TCP and TLS reaches a lane of the running appliance, and what may not does not. */
public class TcpIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final char[] PASSWORD = "for-a-test".toCharArray();
    private static final int MESSAGES = 500;

    private static Operator operator;
    private static int plainPort;
    private static int tlsPort;
    private static KeyStore keys;

    @BeforeClass
    public static void startIt() throws Exception {
        plainPort = Ports.free();
        tlsPort = Ports.free();
        operator = new Operator("tcp").features("polder-capture-tcp");
        makeCertificate();
        operator.cfg("polder.capture.tcp-ipfix.cfg", "port = " + plainPort)
                .cfg(
                        "polder.capture.tcp-tls.cfg",
                        "port = " + tlsPort,
                        "tls = on",
                        "tls.certificate = etc/it.crt",
                        "tls.key = etc/it.key",
                        "tls.trusted = etc/it.crt")
                .start();
        Await.until("both lanes run", LIMIT, () -> running("ipfix") && running("tls"));
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    /** One certificate, signed by itself, for both sides. */
    private static void makeCertificate() throws Exception {
        Path store = operator.path("it.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder((keytool + " -genkeypair -alias it -keyalg EC -dname CN=it -storetype PKCS12"
                                + " -storepass " + new String(PASSWORD) + " -keystore " + store)
                        .split(" "))
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem("it.crt", "CERTIFICATE", keys.getCertificate("it").getEncoded());
        pem("it.key", "PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded());
    }

    private static void pem(String name, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                operator.path("etc", name), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private static boolean running(String capture) throws Exception {
        return operator.list("lane-list").stream()
                .anyMatch(lane -> capture.equals(lane.get("capture")) && "running".equals(lane.get("state")));
    }

    /** A connection with TLS, with our certificate or none. */
    private static Socket tls(boolean withCertificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", keys.getCertificate("it"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(withCertificate ? keys : null, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory().createSocket("127.0.0.1", tlsPort);
    }

    /** A message with a template (256: octetDeltaCount) and one record of it. */
    private static byte[] message(int sequence) {
        ByteBuffer out = ByteBuffer.allocate(40);
        out.putShort((short) 10).putShort((short) 40).putInt((int) (System.currentTimeMillis() / 1000));
        out.putInt(sequence).putInt(1);
        out.putShort((short) 2).putShort((short) 12).putShort((short) 256).putShort((short) 1);
        out.putShort((short) 1).putShort((short) 8);
        out.putShort((short) 256).putShort((short) 12).putLong(100);
        return out.array();
    }

    private static void send(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < MESSAGES; i++) {
            out.write(message(i));
        }
        out.flush();
    }

    private static void awaitPackets(String capture, long packets) throws Exception {
        Await.until(packets + " messages on " + capture, LIMIT, () -> packets(capture) == packets);
    }

    private static long packets(String capture) throws Exception {
        return Operator.number(operator.lane(capture), "packets");
    }

    @SuppressWarnings("unchecked")
    private static long rejects(String capture, String reason) throws Exception {
        Map<String, Object> rejects =
                (Map<String, Object>) operator.lane(capture).get("rejects");
        return rejects.containsKey(reason) ? Operator.number(rejects, reason) : 0;
    }

    @Test
    public void messagesOverTcpAreTakenAndAnotherProtocolIsNot() throws Exception {
        long before = packets("ipfix");
        try (Socket one = new Socket("127.0.0.1", plainPort);
                Socket other = new Socket("127.0.0.1", plainPort)) {
            send(one);
            send(other);
            awaitPackets("ipfix", before + 2 * MESSAGES);
        }
        int logged = operator.log().size();
        try (Socket web = new Socket("127.0.0.1", plainPort)) {
            web.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            operator.awaitLog(logged, "polder.capture.tcp", "ipfix: connection of 127.0.0.1:", "is not that of IPFIX");
        }
        Await.until("the count", LIMIT, () -> rejects("ipfix", "unknown_version") > 0);
        operator.expectNoStackTrace();
    }

    @Test
    public void aRealExporterIsUnderstood() throws Exception {
        Path capture = operator.path("exported.pcap");
        long begin = System.currentTimeMillis() * 1_000_000 - 15_000_000_000L;
        try (CaptureWriter out = new CaptureWriter(capture)) {
            for (int i = 0; i < 5000; i++) {
                out.add(begin + i * 1_000_000L, 0xc6336400 | i % 256, 0x0a000005, 1024 + i, 400);
            }
        }
        long before = packets("ipfix");
        String said = Installation.command(
                        Path.of("."),
                        "softflowd",
                        "-r",
                        capture.toString(),
                        "-n",
                        "127.0.0.1:" + plainPort,
                        "-v",
                        "10",
                        "-P",
                        "tcp",
                        "-c",
                        "none",
                        "-d")
                .output();
        Matcher exported = Pattern.compile("Flows exported: \\d+ \\(\\d+ records\\) in (\\d+) packets \\(0 failures\\)")
                .matcher(said);
        assertThat(exported.find()).as(said).isTrue();
        awaitPackets("ipfix", before + Long.parseLong(exported.group(1)));
    }

    @Test
    public void messagesOverTlsAreTakenFromWhoShowsACertificate() throws Exception {
        long before = packets("tls");
        try (Socket socket = tls(true)) {
            send(socket);
            awaitPackets("tls", before + MESSAGES);
        }
        try (Socket socket = tls(false)) {
            send(socket);
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException e) {
            // refused while it was sending
        }
        Await.until("the count", LIMIT, () -> rejects("tls", "not_allowed") == 1);
        assertThat(packets("tls")).isEqualTo(before + MESSAGES);
        operator.expectNoStackTrace();
    }

    @Test
    public void whoIsNotAllowedIsRefusedOverUdpToo() throws Exception {
        int port = operator.port("netflow");
        int logged = operator.log().size();
        operator.cfg("polder.capture.udp-netflow.cfg", "port = " + port, "allow = 192.0.2.0/24");
        try (Netflow5 exporter = new Netflow5(port)) {
            Await.until("the count", LIMIT, () -> {
                exporter.send(CaptureWriter.address("10.0.0.5"), 1);
                return rejects("netflow", "not_allowed") > 0;
            });
            operator.awaitLog(logged, "netflow: refused", "of senders that allow does not name, such as 127.0.0.1");
            operator.cfg("polder.capture.udp-netflow.cfg", "port = " + port, "allow = 127.0.0.0/8");
            long flows = Operator.number(operator.lane("netflow"), "flows");
            Await.until("flows again", LIMIT, () -> {
                exporter.send(CaptureWriter.address("10.0.0.5"), 1);
                return Operator.number(operator.lane("netflow"), "flows") > flows;
            });
        }
    }
}
