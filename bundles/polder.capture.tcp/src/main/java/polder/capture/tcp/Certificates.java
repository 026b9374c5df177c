// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What TLS is spoken with. Files that are renewed are read anew, at most every few seconds and only when somebody connects. */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.tcp");
    private static final long LOOK = TimeUnit.SECONDS.toNanos(5);
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    private final String instance;
    private final TlsSettings settings;
    private SslContext context;
    private List<FileTime> times;
    private long lookedAt = System.nanoTime();

    /** @throws IOException when a file cannot be used */
    Certificates(String instance, TlsSettings settings) throws IOException {
        this.instance = instance;
        this.settings = settings;
        times = times();
        List<String> faults = new ArrayList<>();
        SslContext first = read(settings, (key, what) -> faults.add(key + " " + what));
        if (first == null) {
            throw new IOException(String.join("; ", faults));
        }
        context = first;
    }

    /** What a new connection is to speak. */
    synchronized SslContext context() {
        long now = System.nanoTime();
        if (now - lookedAt > LOOK) {
            lookedAt = now;
            List<FileTime> found = times();
            if (!found.equals(times)) {
                times = found;
                renew();
            }
        }
        return context;
    }

    private void renew() {
        List<String> faults = new ArrayList<>();
        SslContext renewed = read(settings, (key, what) -> faults.add(key + " " + what));
        if (renewed == null) {
            LOG.error("{}: {}; the last good certificate goes on", instance, String.join("; ", faults));
        } else {
            context = renewed;
            LOG.info("{}: certificates read anew", instance);
        }
    }

    private List<FileTime> times() {
        List<FileTime> found = new ArrayList<>();
        for (String file : List.of(settings.certificate(), settings.key(), settings.trusted())) {
            try {
                found.add(file.isEmpty() ? FileTime.fromMillis(0) : Files.getLastModifiedTime(path(file)));
            } catch (IOException e) {
                found.add(FileTime.fromMillis(0));
            }
        }
        return found;
    }

    private static Path path(String file) {
        return Path.of(System.getProperty("karaf.base", "")).resolve(file);
    }

    /** Reads the files; tells of those that cannot be used, by key, and then gives nothing. */
    static @Nullable SslContext read(TlsSettings tls, BiConsumer<String, String> fault) {
        List<X509Certificate> chain = certificates("tls.certificate", tls.certificate(), fault);
        PrivateKey key = key(tls.key(), fault);
        boolean asks = tls.client() != TlsSettings.Client.NONE;
        List<X509Certificate> trusted = asks ? certificates("tls.trusted", tls.trusted(), fault) : List.of();
        if (chain.isEmpty() || key == null || (asks && trusted.isEmpty())) {
            return null;
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(key, chain)
                    .sslProvider(SslProvider.JDK)
                    .protocols(tls.protocols())
                    .clientAuth(
                            switch (tls.client()) {
                                case NONE -> ClientAuth.NONE;
                                case WANT -> ClientAuth.OPTIONAL;
                                case REQUIRE -> ClientAuth.REQUIRE;
                            });
            return (asks ? builder.trustManager(trusted) : builder).build();
        } catch (SSLException | IllegalArgumentException e) {
            fault.accept("tls.certificate", "cannot be used: " + e.getMessage());
            return null;
        }
    }

    private static List<X509Certificate> certificates(String key, String file, BiConsumer<String, String> fault) {
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(path(file))) {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(one -> found.add((X509Certificate) one));
            if (found.isEmpty()) {
                fault.accept(key, "holds no certificate; give a PEM file");
            }
        } catch (IOException e) {
            fault.accept(key, "cannot be read: " + words(e));
        } catch (GeneralSecurityException e) {
            fault.accept(key, "is no PEM file of certificates: " + e.getMessage());
        }
        return found;
    }

    private static @Nullable PrivateKey key(String file, BiConsumer<String, String> fault) {
        try {
            Matcher matcher = KEY.matcher(Files.readString(path(file), StandardCharsets.US_ASCII));
            if (matcher.find()) {
                PKCS8EncodedKeySpec bytes =
                        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
                for (String kind : KINDS) {
                    try {
                        return KeyFactory.getInstance(kind).generatePrivate(bytes);
                    } catch (InvalidKeySpecException e) {
                        // of another kind
                    }
                }
            }
            fault.accept(
                    "tls.key",
                    "is no PEM file with BEGIN PRIVATE KEY; convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        } catch (IOException e) {
            fault.accept("tls.key", "cannot be read: " + words(e));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            fault.accept("tls.key", "cannot be used: " + e.getMessage());
        }
        return null;
    }

    private static String words(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : e.toString();
    }
}
