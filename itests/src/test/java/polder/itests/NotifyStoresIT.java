// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.Test;
import polder.api.testing.Daemon;

/** Redis, MongoDB, syslog and SNMP, installed into the running appliance, against real servers; that of MongoDB only speaks like one. */
public class NotifyStoresIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> KINDS = List.of("redis", "mongodb", "syslog", "snmp");

    private static final List<Closeable> SERVERS = new ArrayList<>();

    private static Operator operator;
    private static Path folder;
    private static String redis;
    private static String syslog;
    private static String snmp;
    private static MongoServer mongo;
    private static String mongoAddress;

    @BeforeClass
    public static void startIt() throws Exception {
        Assume.assumeFalse(Daemon.isMissing("redis-server"));
        Assume.assumeFalse(Daemon.isMissing("rsyslogd"));
        Assume.assumeFalse(Daemon.isMissing("snmptrapd"));
        operator = new Operator("stores");
        folder = Files.createDirectories(operator.path("servers"));
        startServers();
        operator.cfg("polder.traffic.cfg", "networks = 10.0.0.0/8")
                .cfg("polder.traffic.group-default.cfg", "limit.in.packets = 20kpps", "hold = 2s", "ban.time = 4s")
                .start();
    }

    private static void startServers() throws Exception {
        redis = Integer.toString(Daemon.freePort());
        SERVERS.add(redis());
        syslog = Integer.toString(Daemon.freePort());
        SERVERS.add(rsyslogd());
        snmp = Integer.toString(Daemon.freePort());
        SERVERS.add(snmptrapd());
        mongo = new MongoServer(new MemoryBackend());
        mongoAddress = "127.0.0.1:" + mongo.bind().getPort();
    }

    private static Daemon redis() throws Exception {
        String cfg = "bind 127.0.0.1\nport " + redis + "\nsave \"\"\nrequirepass k1ngcanute\ndir " + folder + "\n";
        Path file = Files.writeString(folder.resolve("redis.conf"), cfg);
        return Daemon.start(folder.resolve("redis.log"), "redis-server", file.toString())
                .awaitPort(Integer.parseInt(redis));
    }

    private static Daemon rsyslogd() throws Exception {
        String cfg =
                """
                global(workDirectory="FOLDER")
                module(load="imtcp")
                input(type="imtcp" port="PORT")
                template(name="raw" type="string" string="%rawmsg%\\n")
                action(type="omfile" file="FOLDER/messages" template="raw")
                """;
        Path file = Files.writeString(
                folder.resolve("rsyslog.conf"),
                cfg.replace("FOLDER", folder.toString()).replace("PORT", syslog));
        String pid = folder.resolve("rsyslog.pid").toString();
        return Daemon.start(folder.resolve("rsyslog.log"), "rsyslogd", "-n", "-f", file.toString(), "-i", pid)
                .awaitPort(Integer.parseInt(syslog));
    }

    private static Daemon snmptrapd() throws Exception {
        String cfg = "createUser polder SHA-256 \"s1gn-s1gn\" AES \"h1de-h1de\"\nauthUser log polder priv\n"
                + "[snmp] persistentDir " + folder + "\n";
        Path file = Files.writeString(folder.resolve("snmptrapd.conf"), cfg);
        String words = "-f -n -C -On -c " + file + " -Lf " + folder.resolve("traps") + " -p "
                + folder.resolve("snmptrapd.pid") + " udp:127.0.0.1:" + snmp;
        Daemon daemon = Daemon.start(folder.resolve("snmptrapd.log"), "snmptrapd", words.split(" "));
        daemon.awaitLine(folder.resolve("traps"), "NET-SNMP version");
        return daemon;
    }

    @AfterClass
    public static void stopIt() throws Exception {
        if (operator != null) {
            operator.close();
        }
        for (Closeable server : SERVERS) {
            server.close();
        }
        if (mongo != null) {
            mongo.shutdownNow();
        }
    }

    @Test
    public void theyComeTellOfAttacksAndGo() throws Exception {
        install();
        theTestIsAnsweredByEach();
        anAttackIsSeenAtEachServer();
        aServerThatIsAwayIsToldInALine();
        for (String kind : KINDS) {
            int before = operator.log().size();
            operator.console("feature:uninstall polder-notify-" + kind);
            operator.awaitLog(before, "route polder.notify." + kind + "-it removed");
        }
        assertThat(operator.console("bundle:list -t 0 -s"))
                .doesNotContain("polder.notify.redis", "jedis", "mongodb", "snmp4j");
        operator.expectNoStackTrace();
        assertThat(operator.log()).noneMatch(line -> line.contains("k1ngcanute") || line.contains("s1gn-s1gn"));
    }

    private void install() throws Exception {
        operator.console("feature:install polder-notify-" + String.join(" polder-notify-", KINDS));
        operator.cfg("polder.notify.redis-it.cfg", "port = " + redis, "password = k1ngcanute", "channel = attacks")
                .cfg("polder.notify.mongodb-it.cfg", "hosts = " + mongoAddress, "format = polder")
                .cfg("polder.notify.syslog-it.cfg", "protocol = tcp", "port = " + syslog)
                .cfg(
                        "polder.notify.snmp-it.cfg",
                        "port = " + snmp,
                        "version = 3",
                        "confirm = on",
                        "user = polder",
                        "auth = sha256",
                        "auth.password = s1gn-s1gn",
                        "priv.password = h1de-h1de");
        for (String kind : KINDS) {
            operator.awaitLog(0, "route polder.notify." + kind + "-it added");
        }
        assertThat(operator.path("etc", "mibs", "POLDER-MIB.txt")).exists();
    }

    private void theTestIsAnsweredByEach() throws Exception {
        Map<String, String> answers = Map.of(
                "redis", "192.0.2.1_information OK, published to 0",
                "mongodb", "inserted ",
                "syslog", "; the server has closed the connection in good order",
                "snmp", "acknowledged");
        for (String kind : KINDS) {
            assertThat(operator.show("notify-test", kind + "-it").get("answer").toString())
                    .contains(answers.get(kind));
        }
        assertThat(Integer.parseInt(redis("ttl", "192.0.2.1_information").strip()))
                .isBetween(0, 60);
        assertThat(documents("192.0.2.1")).hasSize(1);
    }

    private void anAttackIsSeenAtEachServer() throws Exception {
        try (Netflow5 exporter = new Netflow5(operator.port("netflow"))) {
            for (int i = 0; i < 50; i++) {
                exporter.send(CaptureWriter.address("10.1.0.1"), 20);
            }
        }
        Await.until("keys", LIMIT, () -> redis("keys", "10.1.0.1_*").contains("information"));
        String id = operator.show("attack-show", "10.1.0.1").get("id").toString();
        @SuppressWarnings("unchecked")
        Map<String, Object> information = (Map<String, Object>) Json.parse(redis("get", "10.1.0.1_information"));
        assertThat(information)
                .containsEntry("alert_scope", "host")
                .containsEntry("ip", "10.1.0.1")
                .containsEntry("action", "ban");
        assertThat(information.get("attack_details").toString()).contains("attack_uuid=" + id, "protocol_version=IPv4");
        assertThat(redis("get", "10.1.0.1_flow_dump"))
                .startsWith("Incoming\n\nUDP flows: 30\n10.1.0.1:53 < 203.0.113.");
        assertThat(redis("get", "10.1.0.1_packets_dump")).contains(" > 10.1.0.1:53 protocol: udp frag: 0  packets: 20");
        assertThat(redis("ttl", "10.1.0.1_information").strip()).isEqualTo("-1");
        for (String phase : List.of("STARTED", "ENDED")) {
            String line = awaitLine("messages", " " + phase + " [polder@32473 id=\"" + id + "\" target=\"10.1.0.1\"");
            assertThat(line).contains(" polder ", "metric=\"in.packets\" unit=\"pps\"", "10.1.0.1");
        }
        awaitLine("traps", ".1.3.6.1.4.1.32473.1.0.1\t.1.3.6.1.4.1.32473.1.1.1.0 = STRING: \"" + id);
        awaitLine("traps", ".1.3.6.1.4.1.32473.1.0.3\t.1.3.6.1.4.1.32473.1.1.1.0 = STRING: \"" + id);
        Await.until("its document says that it is over", LIMIT, () -> documents("10.1.0.1")
                .toString()
                .contains("phase=ended"));
        List<Document> documents = documents("10.1.0.1");
        assertThat(documents).hasSize(1);
        assertThat(documents.get(0).get("_id")).isEqualTo(id);
        assertThat(documents.get(0).getDate("since")).isBefore(documents.get(0).getDate("ended"));
    }

    private void aServerThatIsAwayIsToldInALine() throws Exception {
        int before = operator.log().size();
        operator.cfg("polder.notify.redis-it.cfg", "port = 0");
        operator.awaitLog(
                before,
                "etc/polder.notify.redis-it.cfg: port = 0 is not accepted",
                "the last good configuration goes on");
        for (String kind : List.of("redis", "mongodb", "syslog", "snmp")) {
            String port = (kind.equals("mongodb") ? "hosts = 127.0.0.1:" : "port = ") + Daemon.freePort();
            String more = kind.equals("syslog") ? "protocol = tcp" : kind.equals("snmp") ? "confirm = on" : "groups =";
            operator.cfg("polder.notify." + kind + "-away.cfg", port, more, "time.limit = 1s");
            operator.awaitLog(before, "route polder.notify." + kind + "-away added");
        }
        assertThat(operator.polder("ban", "10.9.9.9").code()).isZero();
        for (String kind : KINDS) {
            operator.awaitLog(before, "route polder.notify." + kind + "-away: STARTED of 10.9.9.9 failed", "127.0.0.1");
        }
        Await.until(
                "the others are told", LIMIT, () -> redis("keys", "10.9.9.9_*").contains("information"));
        assertThat(operator.polder("unban", "10.9.9.9").code()).isZero();
        for (String kind : KINDS) {
            operator.remove("polder.notify." + kind + "-away.cfg");
            operator.awaitLog(before, "route polder.notify." + kind + "-away removed");
        }
    }

    private static String redis(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-p", redis, "-a", "k1ngcanute", "--no-auth-warning"));
        line.addAll(List.of(words));
        return Installation.command(folder, line.toArray(String[]::new)).output();
    }

    private static List<Document> documents(String target) {
        try (MongoClient client = MongoClients.create("mongodb://" + mongoAddress)) {
            return client.getDatabase("fastnetmon")
                    .getCollection("attacks")
                    .find(new Document("target", target))
                    .into(new ArrayList<>());
        }
    }

    private static String awaitLine(String file, String text) throws Exception {
        return Await.value(file + ": " + text, LIMIT, () -> Files.readString(folder.resolve(file))
                .lines()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElse(null));
    }
}
