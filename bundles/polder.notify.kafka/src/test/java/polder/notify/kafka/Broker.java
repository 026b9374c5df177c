// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A broker of Kafka in a process of its own, alone, on free ports of loopback, with its log in a folder of the test. */
@SuppressWarnings("try")
public final class Broker implements AutoCloseable {
    public static final String USER = "polder";
    public static final String PASSWORD = "dry\\land";

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg";

    private final Path folder;
    private final String classPath;
    private final int plain = free();
    private final int login = free();
    private final int secure = free();
    private Process process;

    /**
     * @param folder of its own; need not exist
     * @param classPath where its jars are
     */
    public Broker(Path folder, String classPath) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.classPath = classPath;
        certificate();
        configure(free());
        List<String> format = command("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", config());
        for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-512")) {
            format.addAll(List.of("--add-scram", mechanism + "=[name=" + USER + ",password=" + PASSWORD + "]"));
        }
        run(format);
        start();
    }

    /** One whose jars are those of the running test. */
    static Broker of(Path folder) throws Exception {
        return new Broker(
                folder, System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    private void configure(int controller) throws IOException {
        String ports =
                "PLAINTEXT://127.0.0.1:" + plain + ",LOGIN://127.0.0.1:" + login + ",SECURE://127.0.0.1:" + secure;
        List<String> lines = new ArrayList<>(List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controller,
                "controller.listener.names=CONTROLLER",
                "listeners=CONTROLLER://127.0.0.1:" + controller + "," + ports,
                "advertised.listeners=" + ports,
                "inter.broker.listener.name=PLAINTEXT",
                "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,LOGIN:SASL_PLAINTEXT,SECURE:SASL_SSL",
                "log.dirs=" + folder.resolve("log"),
                "offsets.topic.replication.factor=1",
                "log.cleaner.enable=false",
                "num.partitions=1",
                "ssl.keystore.type=PKCS12",
                "ssl.keystore.location=" + folder.resolve("broker.p12"),
                "ssl.keystore.password=secret",
                "ssl.key.password=secret"));
        for (String listener : List.of("login", "secure")) {
            String name = "listener.name." + listener + ".";
            String password = PASSWORD.replace("\\", "\\\\\\\\");
            lines.add(name + "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
            lines.add(name
                    + "plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_"
                    + USER + "=\"" + password + "\";");
            for (String scram : List.of("256", "512")) {
                lines.add(name + "scram-sha-" + scram
                        + ".sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;");
            }
        }
        Files.write(Path.of(config()), lines);
    }

    /** Its own, which nobody else has signed. */
    private void certificate() throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String store = folder.resolve("broker.p12").toString();
        String make = keytool + " -genkeypair -alias broker -keyalg RSA -keysize 2048 -validity 30 -dname CN=broker"
                + " -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass secret -keystore " + store;
        String export = keytool + " -exportcert -rfc -alias broker -storepass secret -keystore " + store + " -file ";
        run(List.of(make.split(" ")));
        run(List.of((export + ca()).split(" ")));
    }

    private String config() {
        return folder.resolve("server.properties").toString();
    }

    private List<String> command(String... words) {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath));
        line.addAll(List.of(words));
        return line;
    }

    private ProcessBuilder builder(List<String> line) {
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("broker.log").toFile()));
    }

    private void run(List<String> line) throws Exception {
        Process one = builder(line).start();
        if (!one.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || one.exitValue() != 0) {
            one.destroyForcibly();
            throw new AssertionError(String.join(" ", line) + ": " + said());
        }
    }

    /** Starts it, again after {@link #kill}, and waits until it takes connections. */
    public void start() throws Exception {
        process = builder(command("kafka.Kafka", config())).start();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!isUp()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("the broker does not start: " + said());
            }
            Thread.sleep(50);
        }
    }

    private boolean isUp() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", plain), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it as a power failure does. */
    public void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    private String said() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("broker.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    /** Where anybody may connect. */
    public String address() {
        return "127.0.0.1:" + plain;
    }

    /** Where one has to log in. */
    public String loginAddress() {
        return "127.0.0.1:" + login;
    }

    /** Where one has to log in over TLS. */
    public String secureAddress() {
        return "127.0.0.1:" + secure;
    }

    /** The authority that has signed its certificate. */
    public Path ca() {
        return folder.resolve("broker.pem");
    }

    /** Reads partition 0 of a topic: all there is, and on until there are so many messages or its time is over. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic, int least) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        Map<String, Object> client = Map.of("bootstrap.servers", address(), "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Collection<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
            consumer.assign(partitions);
            long end = System.nanoTime() + LIMIT.toNanos();
            long last = consumer.endOffsets(partitions).values().iterator().next();
            while ((all.size() < least
                            || (all.isEmpty()
                                    ? last > 0
                                    : all.get(all.size() - 1).offset() + 1 < last))
                    && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        kill();
    }
}
