// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A key and a certificate it has signed itself, made by the JDK's keytool for one test run. */
record Identity(KeyStore store, Path certificate, Path key) {
    private static final char[] PASSWORD = "for-a-test".toCharArray();

    static Identity make(Path folder, String name) throws IOException, GeneralSecurityException, InterruptedException {
        return make(folder, name, name, "EC");
    }

    static Identity make(Path folder, String file, String name, String kind)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path keys = folder.resolve(file + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        kind,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        keys.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        byte[] certificate = store.getCertificate("it").getEncoded();
        byte[] key = store.getKey("it", PASSWORD).getEncoded();
        return new Identity(
                store,
                pem(folder.resolve(file + ".crt"), "CERTIFICATE", certificate),
                pem(folder.resolve(file + ".key"), "PRIVATE KEY", key));
    }

    private static Path pem(Path file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /** Connects with TLS, as somebody who trusts this identity, with a certificate of one's own or none. */
    SSLSocket connect(int port, @Nullable Identity as, String... protocols)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("it"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(as == null ? null : as.store(), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        socket.setTcpNoDelay(true);
        return socket;
    }
}
