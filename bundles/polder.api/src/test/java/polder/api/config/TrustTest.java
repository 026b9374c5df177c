// SPDX-License-Identifier: Apache-2.0
package polder.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.testing.Identity;

public class TrustTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static SSLContext read(Object... keys) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "polder.notify.x~it"));
        for (int i = 0; i < keys.length; i += 2) {
            properties.put(keys[i].toString(), keys[i + 1].toString());
        }
        Settings settings = new Settings(properties);
        SSLContext context = Trust.read(settings);
        settings.refuseRest();
        return context;
    }

    @Test
    public void theCertificatesOfTheFileAreTrustedAndNoOther() throws Exception {
        Path root = folder.getRoot().toPath();
        Identity first = Identity.make(root, "first", "ip:127.0.0.1");
        Identity second = Identity.make(root, "second", "ip:127.0.0.1");
        String both = Files.readString(first.certificate()) + Files.readString(second.certificate());
        connect(second, read("tls.ca", Files.writeString(root.resolve("both.pem"), both)));
        assertThatThrownBy(() -> connect(second, read("tls.ca", first.certificate())))
                .isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> connect(second, read())).isInstanceOf(SSLHandshakeException.class);
    }

    private static void connect(Identity server, SSLContext client) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(server.store(), Identity.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        try (SSLServerSocket listening =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
            Thread thread = new Thread(() -> accept(listening));
            thread.start();
            try (SSLSocket socket =
                    (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort())) {
                socket.startHandshake();
            } finally {
                thread.join(10_000);
            }
        }
    }

    @Test
    public void aServerThatAsksForACertificateGetsIt() throws Exception {
        Path root = folder.getRoot().toPath();
        Identity server = Identity.make(root, "server", "ip:127.0.0.1");
        Identity client = Identity.make(root, "client", "dns:noc.example");
        SSLContext listening =
                read("tls.ca", client.certificate(), "tls.certificate", server.certificate(), "tls.key", server.key());
        SSLContext calling =
                read("tls.ca", server.certificate(), "tls.certificate", client.certificate(), "tls.key", client.key());
        try (SSLServerSocket socket =
                (SSLServerSocket) listening.getServerSocketFactory().createServerSocket(0)) {
            socket.setNeedClientAuth(true);
            Thread thread = new Thread(() -> accept(socket));
            thread.start();
            try (SSLSocket call =
                    (SSLSocket) calling.getSocketFactory().createSocket("127.0.0.1", socket.getLocalPort())) {
                call.startHandshake();
                assertThat(call.getInputStream().read())
                        .as("what is only written to one who is known")
                        .isEqualTo('!');
            }
            thread.join(10_000);
        }
    }

    @Test
    public void aKeyThatIsNoneOrAnothersIsRefusedInWords() throws Exception {
        Path root = folder.getRoot().toPath();
        Identity one = Identity.make(root, "one", "ip:127.0.0.1");
        assertThatThrownBy(() -> read("tls.key", one.key()))
                .hasMessageEndingWith("is not accepted; give tls.certificate and tls.key, or neither");
        assertThatThrownBy(() -> read("tls.certificate", one.certificate(), "tls.key", one.certificate()))
                .hasMessageContaining("give a file with a PRIVATE KEY in PEM, without a password");
    }

    private static void accept(SSLServerSocket listening) {
        try (SSLSocket accepted = (SSLSocket) listening.accept()) {
            accepted.startHandshake();
            accepted.getOutputStream().write('!');
        } catch (IOException e) {
            assertThat(e.getMessage()).as("the client has refused us").isNotNull();
        }
    }

    @Test
    public void aFileThatIsNoneIsRefusedInWords() throws Exception {
        Path missing = folder.getRoot().toPath().resolve("nosuch.pem");
        assertThatThrownBy(() -> read("tls.ca", missing))
                .hasMessage("etc/polder.notify.x-it.cfg: tls.ca = " + missing
                        + " is not accepted; the file cannot be read: NoSuchFileException");
        String broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for (String text : new String[] {"", "no certificate", broken}) {
            Path file = Files.writeString(folder.getRoot().toPath().resolve("bad.pem"), text);
            assertThatThrownBy(() -> read("tls.ca", file))
                    .hasMessageEndingWith("is not accepted; give a file of certificates in PEM");
        }
    }
}
