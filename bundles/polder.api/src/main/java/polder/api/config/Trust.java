// SPDX-License-Identifier: Apache-2.0
package polder.api.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates a client of TLS trusts, and which it has itself. */
public final class Trust {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final char[] NO_PASSWORD = {};

    private Trust() {}

    /**
     * Reads three keys. {@code tls.ca} is the path of a file of certificates in PEM: these alone are trusted, without it those the
     * JVM trusts. {@code tls.certificate} and {@code tls.key} are those of the client, for servers that ask for one. The files are read
     * now. That the server's certificate is of the host that was asked for is left to the client.
     */
    public static SSLContext read(Settings settings) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own(settings), trusted(settings), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    private static TrustManager @Nullable [] trusted(Settings settings) throws GeneralSecurityException {
        List<? extends Certificate> certificates = certificates(settings, "tls.ca");
        if (certificates.isEmpty()) {
            return null;
        }
        KeyStore store = store();
        for (Certificate one : certificates) {
            store.setCertificateEntry(Integer.toString(store.size()), one);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager @Nullable [] own(Settings settings) throws GeneralSecurityException {
        List<? extends Certificate> chain = certificates(settings, "tls.certificate");
        PrivateKey key = privateKey(settings);
        if (chain.isEmpty() && key == null) {
            return null;
        }
        if (chain.isEmpty() || key == null) {
            settings.fault("tls.key", "is not accepted; give tls.certificate and tls.key, or neither");
            return null;
        }
        KeyStore store = store();
        try {
            store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            settings.fault(
                    "tls.certificate",
                    "is not accepted; give the client's certificate first, then that of who signed it, and so on");
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore store() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static List<? extends Certificate> certificates(Settings settings, String key) {
        String file = settings.text(key, "");
        if (file.isEmpty()) {
            return List.of();
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            List<? extends Certificate> found =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                settings.fault(key, "is not accepted; give a file of certificates in PEM");
            }
            return found;
        } catch (IOException | InvalidPathException e) {
            unreadable(settings, key, e);
        } catch (GeneralSecurityException e) {
            settings.fault(key, "is not accepted; give a file of certificates in PEM");
        }
        return List.of();
    }

    private static void unreadable(Settings settings, String key, Exception e) {
        settings.fault(
                key, "is not accepted; the file cannot be read: " + e.getClass().getSimpleName());
    }

    private static @Nullable PrivateKey privateKey(Settings settings) throws GeneralSecurityException {
        String file = settings.text("tls.key", "");
        if (file.isEmpty()) {
            return null;
        }
        try {
            Matcher pem = KEY.matcher(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
            PrivateKey key = pem.find() ? decode(Base64.getMimeDecoder().decode(pem.group(1))) : null;
            if (key == null) {
                settings.fault(
                        "tls.key",
                        "is not accepted; give a file with a PRIVATE KEY in PEM, without a password (openssl pkcs8 -topk8 -nocrypt)");
            }
            return key;
        } catch (IOException | InvalidPathException e) {
            unreadable(settings, "tls.key", e);
            return null;
        }
    }

    /** Which kind it is, only one who knows that kind can read. */
    private static @Nullable PrivateKey decode(byte[] key) throws GeneralSecurityException {
        PrivateKey found = decode("RSA", key);
        found = found == null ? decode("EC", key) : found;
        return found == null ? decode("EdDSA", key) : found;
    }

    private static @Nullable PrivateKey decode(String kind, byte[] key) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (InvalidKeySpecException e) {
            return null;
        }
    }
}
