// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Postfix of the test's own, as Debian packages it: on free ports of 127.0.0.1, with everything it writes below one folder. It takes mail for
 * {@code noc@example.net} and {@code ops@example.net}, each into a Maildir; {@code gone@example.net} it refuses for ever. Its certificate is for
 * {@code localhost}. Needs root, as Postfix does.
 */
@SuppressWarnings("try")
public final class Postfix implements AutoCloseable {
    public static final String USER = "polder@mx.example.net";
    public static final String PASSWORD = "sea level 7";
    private static final List<String> PROGRAMS = List.of("/usr/sbin/postfix", "/usr/sbin/saslpasswd2");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SECRET = "changeit";

    private final Path folder;
    private final Path conf;
    /** The port that asks for STARTTLS and a password. */
    public final int starttls;
    /** The port that speaks TLS from the beginning and asks for a password. */
    public final int tls;
    /** The port without either. */
    public final int plain;

    private Process master;

    private Postfix(Path folder) throws IOException {
        this.folder = folder;
        conf = folder.resolve("conf");
        List<Integer> ports = ports(3);
        starttls = ports.get(0);
        tls = ports.get(1);
        plain = ports.get(2);
    }

    /** Why it cannot run here; empty when it can. */
    public static String missing() {
        for (String program : PROGRAMS) {
            if (!Files.isExecutable(Path.of(program))) {
                return program + " is not there (packages postfix, sasl2-bin)";
            }
        }
        return "root".equals(System.getProperty("user.name")) ? "" : "postfix can be started by root only";
    }

    /** Makes one below an empty folder that everybody may enter, and starts it. */
    public static Postfix start(Path folder) throws Exception {
        Postfix postfix = new Postfix(folder);
        postfix.write();
        postfix.begin();
        return postfix;
    }

    private static List<Integer> ports(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress("127.0.0.1", 0));
            held.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    private void write() throws Exception {
        for (String name : List.of("conf/sasl", "queue", "data", "mail")) {
            Files.createDirectories(folder.resolve(name));
        }
        for (Path way = folder; way != null && !way.equals(Path.of("/tmp")); way = way.getParent()) {
            if (Files.isWritable(way) && way.startsWith("/tmp")) {
                Files.setPosixFilePermissions(way, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        run("chown", "postfix", folder.resolve("data").toString());
        run("chown", "nobody", folder.resolve("mail").toString());
        certificate();
        accepts(Map.of());
        Files.writeString(
                conf.resolve("boxes"), "noc@example.net noc/\nops@example.net ops/\nlater@example.net later/\n");
        Files.writeString(
                conf.resolve("sasl/smtpd.conf"),
                "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: "
                        + conf.resolve("sasldb2") + "\n");
        String[] user = USER.split("@");
        Process passwd = new ProcessBuilder(
                        PROGRAMS.get(1), "-p", "-f", conf.resolve("sasldb2").toString(), "-c", "-u", user[1], user[0])
                .redirectErrorStream(true)
                .start();
        passwd.getOutputStream().write(PASSWORD.getBytes(StandardCharsets.UTF_8));
        passwd.getOutputStream().close();
        done(passwd, PROGRAMS.get(1));
        run("chown", "postfix", conf.resolve("sasldb2").toString());
        Files.writeString(conf.resolve("main.cf"), main());
        Files.writeString(conf.resolve("master.cf"), masters());
    }

    /** What it says to recipients, such as {@code later@example.net} to {@code 450 4.2.0 come again}. */
    public void accepts(Map<String, String> answers) throws IOException, InterruptedException {
        StringBuilder table = new StringBuilder("gone@example.net 550 5.1.1 no such user here\n");
        answers.forEach(
                (who, answer) -> table.append(who).append(' ').append(answer).append('\n'));
        Path file = conf.resolve("access");
        boolean running = master != null;
        boolean changed = !running || !Files.readString(file).contentEquals(table);
        if (changed) {
            Files.writeString(file, table);
        }
        if (changed && running) {
            run(PROGRAMS.get(0), "-c", conf.toString(), "reload");
        }
    }

    private String main() {
        return String.join(
                "\n",
                "compatibility_level = 3.6",
                "queue_directory = " + folder.resolve("queue"),
                "data_directory = " + folder.resolve("data"),
                "daemon_directory = /usr/lib/postfix/sbin",
                "command_directory = /usr/sbin",
                "mail_owner = postfix",
                "setgid_group = postdrop",
                "myhostname = mx.example.net",
                "mydestination =",
                "inet_interfaces = loopback-only",
                "inet_protocols = ipv4",
                "maillog_file_prefixes = /",
                "maillog_file = " + folder.resolve("log"),
                "virtual_mailbox_domains = example.net",
                "virtual_mailbox_base = " + folder.resolve("mail"),
                "virtual_mailbox_maps = texthash:" + conf.resolve("boxes"),
                "virtual_uid_maps = static:65534",
                "virtual_gid_maps = static:65534",
                "default_transport = error:no way out",
                "smtpd_peername_lookup = no",
                "smtpd_sasl_auth_enable = yes",
                "cyrus_sasl_config_path = " + conf,
                "smtpd_tls_chain_files = " + conf.resolve("chain.pem"),
                "smtpd_tls_auth_only = yes",
                "smtpd_tls_received_header = yes",
                "smtpd_relay_restrictions = permit",
                "smtpd_recipient_restrictions = check_recipient_access texthash:" + conf.resolve("access")
                        + ", permit_sasl_authenticated, reject",
                "");
    }

    private String masters() {
        String open = " -o smtpd_recipient_restrictions=check_recipient_access,texthash:" + conf.resolve("access")
                + ",permit_mynetworks,reject -o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=no\n";
        return "127.0.0.1:" + starttls + " inet n - n - - smtpd -o smtpd_tls_security_level=encrypt\n"
                + "127.0.0.1:" + tls + " inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n"
                + "127.0.0.1:" + plain + " inet n - n - - smtpd" + open
                + "cleanup unix n - n - 0 cleanup\n"
                + "qmgr unix n - n 300 1 qmgr\n"
                + "tlsmgr unix - - n 1000? 1 tlsmgr\n"
                + "rewrite unix - - n - - trivial-rewrite\n"
                + "bounce unix - - n - 0 bounce\n"
                + "defer unix - - n - 0 bounce\n"
                + "trace unix - - n - 0 bounce\n"
                + "error unix - - n - - error\n"
                + "retry unix - - n - - error\n"
                + "virtual unix - n n - - virtual\n"
                + "anvil unix - - n - 1 anvil\n"
                + "proxymap unix - - n - - proxymap\n"
                + "postlog unix-dgram n - n - 1 postlogd\n";
    }

    private void certificate() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = conf.resolve("identity.p12");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "mx",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                SECRET,
                "-keystore",
                store.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET.toCharArray());
        }
        String key = pem("PRIVATE KEY", keys.getKey("mx", SECRET.toCharArray()).getEncoded());
        String certificate = pem("CERTIFICATE", keys.getCertificate("mx").getEncoded());
        Files.writeString(conf.resolve("chain.pem"), key + certificate);
        Files.writeString(authority(), certificate);
    }

    private static String pem(String name, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + name + "-----\n" + text + "\n-----END " + name + "-----\n";
    }

    /** The certificate, as a file for who is to trust it. */
    public Path authority() {
        return conf.resolve("ca.pem");
    }

    /** Starts it again after {@link #close}, on the same ports. */
    public void begin() throws Exception {
        master = new ProcessBuilder(PROGRAMS.get(0), "-c", conf.toString(), "start-fg")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        for (int port : List.of(starttls, tls, plain)) {
            await(port);
        }
    }

    private void await(int port) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + LIMIT.toNanos(); ; Thread.sleep(50)) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (!master.isAlive() || System.nanoTime() > end) {
                    throw new IOException("postfix does not start: " + Files.readString(folder.resolve("out")), e);
                }
            }
        }
    }

    private static void run(String... words) throws IOException, InterruptedException {
        done(new ProcessBuilder(words).redirectErrorStream(true).start(), words[0]);
    }

    private static void done(Process process, String name) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(name + ": " + said);
        }
    }

    /** What came for {@code noc}, {@code ops} or {@code later}, each mail as it was delivered, in the order in which they came. */
    public List<String> mails(String box) throws IOException {
        Path arrived = folder.resolve("mail").resolve(box).resolve("new");
        List<String> mails = new ArrayList<>();
        if (Files.isDirectory(arrived)) {
            List<Path> files;
            try (Stream<Path> all = Files.list(arrived)) {
                files = all.sorted((a, b) -> modified(a).compareTo(modified(b))).toList();
            }
            for (Path file : files) {
                mails.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return mails;
    }

    private static String modified(Path file) {
        // seconds, V, device and inode, M, microseconds of the delivery
        String[] parts = file.getFileName().toString().split("[.VM]");
        return parts[0] + String.format("%6s", parts[3]).replace(' ', '0');
    }

    /** Waits until there are so many. */
    public List<String> mails(String box, int count) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + LIMIT.toNanos(); mails(box).size() < count; Thread.sleep(50)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        mails(box).size() + " of " + count + " mails have come for " + box + ": " + log());
            }
        }
        return mails(box);
    }

    /** Waits until everything it has taken is delivered. */
    public void settle() throws IOException, InterruptedException {
        for (long end = System.nanoTime() + LIMIT.toNanos(); queued() > 0; Thread.sleep(50)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("postfix does not deliver: " + log());
            }
        }
    }

    private int queued() throws IOException {
        int files = 0;
        for (String name : List.of("incoming", "active")) {
            try (Stream<Path> all = Files.list(folder.resolve("queue").resolve(name))) {
                files += (int) all.count();
            }
        }
        return files;
    }

    public String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> children = master.descendants().toList();
        master.destroy();
        if (!master.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            master.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroy);
    }
}
