// SPDX-License-Identifier: Apache-2.0
package polder.api.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates a client of TLS trusts. */
public final class Trust {
    private Trust() {}

    /**
     * Reads the key {@code tls.ca}, the path of a file of certificates in PEM: these alone are trusted. Without the key it is those
     * the JVM trusts. That the certificate is of the host that was asked for is left to the client.
     */
    public static SSLContext read(Settings settings) {
        String file = settings.text("tls.ca", "");
        try {
            if (!file.isEmpty()) {
                return context(Path.of(file));
            }
        } catch (IOException | InvalidPathException e) {
            settings.fault(
                    "tls.ca",
                    "is not accepted; the file cannot be read: " + e.getClass().getSimpleName());
        } catch (GeneralSecurityException e) {
            settings.fault("tls.ca", "is not accepted; give a file of certificates in PEM");
        }
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (Certificate one : certificates) {
            trusted.setCertificateEntry(Integer.toString(trusted.size()), one);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
