// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** What is changed in etc/ takes effect in the running appliance, and what is wrong there harms nothing. */
public class ConfigIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String HOST = "10.0.0.5";
    private static final String OTHER = "172.16.0.5";
    private static final int PAUSE = 0;

    private static final AtomicLong SENT = new AtomicLong();
    private static final AtomicBoolean SENDING = new AtomicBoolean(true);
    private static Operator operator;
    private static volatile int port;
    private static Thread exporter;

    private long counted;
    private int logged;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("config").features("polder-capture-pcap", "polder-notify-script");
        port = operator.port("netflow");
        operator.cfg("polder.traffic.cfg", "networks = 10.0.0.0/16").start();
        exporter = new Thread(ConfigIT::load, "exporter");
        exporter.setDaemon(true);
        exporter.start();
        Await.until("the load is counted", LIMIT, () -> rate(HOST) > 500);
    }

    /** About 1,000 packets a second to one of our hosts, and as many to one that is not ours, in 60 flows each. */
    private static void load() {
        while (SENDING.get()) {
            int now = port;
            if (now == PAUSE) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                continue;
            }
            try (Netflow5 to = new Netflow5(now)) {
                while (SENDING.get() && now == port) {
                    to.send(CaptureWriter.address(HOST), 2);
                    to.send(CaptureWriter.address(OTHER), 2);
                    SENT.addAndGet(2 * Netflow5.RECORDS);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @AfterClass
    public static void stopIt() throws Exception {
        SENDING.set(false);
        exporter.join(5000);
        operator.close();
    }

    @Before
    public void remember() throws Exception {
        counted = operator.counter("flows");
        logged = operator.log().size();
    }

    /** Whatever was changed: counting went on, every flow was counted, and no stack trace was written. */
    @After
    public void nothingIsLost() throws Exception {
        assertThat(operator.counter("flows")).isGreaterThan(counted);
        Await.until("the host's rate goes on", LIMIT, () -> rate(HOST) > 500);
        int now = port;
        port = PAUSE;
        allIsCounted();
        port = now;
        operator.expectNoStackTrace();
    }

    private static void allIsCounted() throws Exception {
        Await.until("all flows sent are counted", LIMIT, () -> {
            long sent = SENT.get();
            return operator.counter("flows") == sent && SENT.get() == sent;
        });
    }

    private static long rate(String host) throws Exception {
        return operator.list("host-list").stream()
                .filter(one -> host.equals(one.get("address")))
                .mapToLong(one -> Operator.number(one, "in_packets"))
                .sum();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> limits(String host) throws Exception {
        return (List<Map<String, Object>>) operator.show("explain", host).get("limits");
    }

    private static void awaitLimit(String host, String metric, long limit, String group) throws Exception {
        Await.until(metric + " " + limit + " of " + group, LIMIT, () -> limits(host).stream()
                .anyMatch(one -> metric.equals(one.get("metric"))
                        && one.get("limit").equals(limit)
                        && group.equals(one.get("group"))));
    }

    private void refused(String... words) throws Exception {
        operator.awaitLog(logged, words);
        assertThat(operator.log().stream().skip(logged).filter(line -> line.contains(words[0])))
                .as("one line for the fault")
                .hasSize(1);
    }

    @Test
    public void aLimitTakesEffectAtOnceAndARefusedOneLeavesItAsItWas() throws Exception {
        operator.cfg("polder.traffic.group-default.cfg", "limit.in.packets = 7kpps", "hold = 1s", "ban.time = 1s");
        awaitLimit(HOST, "in.packets", 7_000, "default");
        operator.cfg("polder.traffic.group-default.cfg", "limit.in.packets = 500pps", "hold = 1s", "ban.time = 1s");
        Object attack = operator.awaitAttack(HOST, "active").get("id");
        operator.cfg("polder.traffic.group-web.cfg", "networks = 10.0.0.0/29", "limit.in.packets = 400pps");
        awaitLimit(HOST, "in.packets", 400, "web");
        operator.remove("polder.traffic.group-web.cfg");
        awaitLimit(HOST, "in.packets", 500, "default");
        assertThat(active(HOST)).as("a change of groups keeps the attack").containsExactly(attack);
        operator.cfg("polder.traffic.group-default.cfg", "limit.in.packets = 9kbps", "hold = 1s");
        refused(
                "etc/polder.traffic.group-default.cfg",
                "limit.in.packets = 9kbps is not accepted; give a rate such as 20kpps",
                "the last good configuration goes on");
        awaitLimit(HOST, "in.packets", 500, "default");
        operator.cfg("polder.traffic.group-default.cfg", "limit.in.packets = 20kpps", "hold = 1s", "ban.time = 1s");
        operator.awaitAttack(HOST, "ended");
    }

    @Test
    public void aGroupComesChangesAndGoes() throws Exception {
        awaitLimit(HOST, "in.packets", 20_000, "default");
        operator.cfg("polder.traffic.group-web.cfg", "networks = 10.0.0.0/29", "limit.in.packets = 30kpps");
        awaitLimit(HOST, "in.packets", 30_000, "web");
        operator.cfg("polder.traffic.group-web.cfg", "networks = 10.0.0.0/29", "limit.in.packets = 40kpps");
        awaitLimit(HOST, "in.packets", 40_000, "web");
        operator.cfg("polder.traffic.group-web.cfg", "networks = 10.0.0.0/33", "limit.in.packets = 50kpps");
        refused("etc/polder.traffic.group-web.cfg", "networks = 10.0.0.0/33 is not accepted", "the last good");
        awaitLimit(HOST, "in.packets", 40_000, "web");
        operator.remove("polder.traffic.group-web.cfg");
        awaitLimit(HOST, "in.packets", 20_000, "default");
    }

    @Test
    public void aGroupTakesFromItsParentAndOneThatIsNotThereIsRefused() throws Exception {
        operator.cfg("polder.traffic.group-base.cfg", "enabled = off", "limit.in.packets = 60kpps");
        operator.cfg("polder.traffic.group-web.cfg", "networks = 10.0.0.0/29", "parent = base");
        awaitLimit(HOST, "in.packets", 60_000, "base");
        operator.cfg("polder.traffic.group-web.cfg", "networks = 10.0.0.0/29", "parent = bass");
        refused(
                "etc/polder.traffic.group-web.cfg",
                "parent = bass is not accepted: there is no such group",
                "last good");
        operator.cfg("polder.traffic.group-base.cfg", "enabled = off", "limit.in.packets = 70kpps");
        operator.cfg("polder.traffic.group-web.cfg", "networks = 10.0.0.0/29", "parent = base");
        awaitLimit(HOST, "in.packets", 70_000, "base");
        assertThat(operator.show("explain", HOST).get("chain")).isEqualTo(List.of("web", "base", "default"));
        operator.remove("polder.traffic.group-web.cfg");
        operator.remove("polder.traffic.group-base.cfg");
        awaitLimit(HOST, "in.packets", 20_000, "default");
    }

    @Test
    public void theAverageOfAFloodThatHasStoppedIsNoNewAttack() throws Exception {
        operator.cfg("polder.traffic.cfg", "networks = 10.0.0.0/16", "average = 20s");
        operator.cfg(
                "polder.traffic.group-web.cfg",
                "networks = 10.0.0.0/29",
                "limit.in.packets = 300pps",
                "hold = 1s",
                "ban.time = 0s");
        Await.until("the average is over the limit", LIMIT, () -> average() > 600);
        Object attack = operator.awaitAttack(HOST, "active").get("id");
        int now = port;
        port = PAUSE;
        Await.until("the attack has ended", LIMIT, () -> active(HOST).isEmpty());
        try (Netflow5 to = new Netflow5(now)) {
            to.send(CaptureWriter.address(HOST), 2);
            SENT.addAndGet(Netflow5.RECORDS);
            Await.until("a few packets more", LIMIT, () -> rate(HOST) > 0);
            assertThat(average()).isGreaterThan(300);
            long windows = operator.windows();
            Await.until("judged", LIMIT, () -> operator.windows() > windows + 5);
        }
        assertThat(operator.list("attack-list", "--all").stream().filter(one -> HOST.equals(one.get("target"))))
                .first()
                .matches(one -> attack.equals(one.get("id")), "is the one that has ended");
        operator.remove("polder.traffic.group-web.cfg");
        operator.cfg("polder.traffic.cfg", "networks = 10.0.0.0/16");
        awaitLimit(HOST, "in.packets", 20_000, "default");
        port = now;
    }

    private static List<Object> active(String host) throws Exception {
        return operator.list("attack-list").stream()
                .filter(one -> host.equals(one.get("target")))
                .map(one -> one.get("id"))
                .toList();
    }

    private static long average() throws Exception {
        return limits(HOST).stream()
                .filter(one -> "in.packets".equals(one.get("metric")))
                .mapToLong(one -> Operator.number(one, "average"))
                .sum();
    }

    @Test
    public void aNetworkComesAndGoes() throws Exception {
        assertThat(rate(OTHER)).isZero();
        operator.cfg("polder.traffic.cfg", "networks = 10.0.0.0/16, 172.16.0.0/12");
        Await.until(OTHER + " is counted", LIMIT, () -> rate(OTHER) > 500);
        operator.cfg("polder.traffic.cfg", "networks = 10.0.0.0/16, 172.16.0.0/44");
        refused("etc/polder.traffic.cfg", "networks = 172.16.0.0/44 is not accepted", "the last good");
        assertThat(rate(OTHER)).isPositive();
        operator.cfg("polder.traffic.cfg", "networks = 10.0.0.0/16");
        Await.until(OTHER + " is no longer counted", LIMIT, () -> rate(OTHER) == 0);
    }

    @Test
    public void theSocketMovesWithItsPortAndStaysWhereItIsWhenThePortIsRefused() throws Exception {
        operator.cfg("polder.capture.udp-netflow.cfg", "port = 70000");
        refused(
                "etc/polder.capture.udp-netflow.cfg",
                "port = 70000 is not accepted; give a whole number from 1 to 65535");
        long before = Operator.number(operator.lane("netflow"), "packets");
        Await.until(
                "the old port takes datagrams",
                LIMIT,
                () -> Operator.number(operator.lane("netflow"), "packets") > before + 20);
        int moved = Ports.free();
        int old = port;
        port = PAUSE;
        allIsCounted();
        operator.cfg("polder.capture.udp-netflow.cfg", "port = " + moved);
        Await.until(
                "it listens on " + moved + " alone", LIMIT, () -> operator.takesUdp(moved) && !operator.takesUdp(old));
        port = moved;
    }

    @Test
    public void everyKindOfFaultIsToldWithFileKeyAndWhatIsAccepted() throws Exception {
        operator.cfg("polder.detect.threshold.cfg", "brust = 3");
        refused(
                "etc/polder.detect.threshold.cfg",
                "brust is no key of this file; did you mean burst?",
                "the last good");
        operator.cfg("polder.attack.cfg", "update.every = soon");
        refused(
                "etc/polder.attack.cfg",
                "update.every = soon is not accepted; give a time such as 200ms, 30s",
                "last good");
        operator.cfg("polder.capture.udp-second.cfg", "port = many");
        refused(
                "etc/polder.capture.udp-second.cfg",
                "port = many is not accepted; give a whole number from 1 to 65535");
        operator.cfg("polder.traffic.group-second.cfg", "networks = 10.0.0.0/24", "limit.in.pakets = 1kpps");
        refused(
                "etc/polder.traffic.group-second.cfg",
                "limit.in.pakets",
                "is no limit there is",
                "then packets, bits or flows");
        operator.cfg("polder.notify.script-second.cfg", "script = /nowhere/notify.sh");
        refused(
                "etc/polder.notify.script-second.cfg",
                "script = /nowhere/notify.sh is not accepted; there is no such file");
        operator.cfg("polder.traffic.group-third.cfg", "networks = \\uZZZZ");
        refused("etc/polder.traffic.group-third.cfg", "cannot be read", "ZZZZ");
        operator.cfg("polder.capture.udp-second.cfg", "port = " + Ports.free());
        Await.until("corrected", LIMIT, () -> operator.list("lane-list").stream()
                .anyMatch(lane -> "second".equals(lane.get("capture")) && "running".equals(lane.get("state"))));
        for (String name :
                List.of("capture.udp-second", "traffic.group-second", "notify.script-second", "traffic.group-third")) {
            operator.remove("polder." + name + ".cfg");
        }
    }
}
