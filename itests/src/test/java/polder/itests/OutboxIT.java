// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** What a notifier could not take is kept for it, whatever happens to the appliance meanwhile. */
public class OutboxIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String AWAY = "polder.notify.script-away";
    /** All but the last two end while the router is away. */
    private static final int ATTACKS = Integer.getInteger("polder.outage.attacks", 5);
    /** Zero: until all of it has happened, and it is tried at once. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("polder.outage.seconds", 0));

    private static Operator operator;
    private static Script well;
    private static Script behind;
    private static Path back;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("outbox");
        well = new Script(operator.path("scripts", "well"));
        behind = new Script(operator.path("scripts", "behind"));
        back = operator.path("router-is-back");
        Path gate = Script.write(
                operator.path("scripts", "gate.sh"),
                "[ -e " + back + " ] || { echo the router is away >&2; exit 1; }",
                "exec " + behind.file() + " \"$@\"");
        operator.features("polder-notify-script")
                .cfg("polder.notify.script-well.cfg", "script = " + well.file())
                .cfg("polder.notify.script-away.cfg", "script = " + gate, "retry = on")
                .start();
        for (String name : List.of("well", "away")) {
            operator.awaitLog(0, "route polder.notify.script-" + name + " added");
        }
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    private static void done(String... words) throws Exception {
        assertThat(operator.polder(words).code()).isZero();
    }

    private static Map<String, Object> route() throws Exception {
        return operator.list("outbox-list").stream()
                .filter(one -> AWAY.equals(one.get("route")))
                .findFirst()
                .orElseThrow();
    }

    /** There may be more: news of bans that go on. */
    private static void awaitWaiting(long events) throws Exception {
        Await.until(events + " events wait", LIMIT, () -> Operator.number(route(), "waiting") >= events);
    }

    /** A longer one: {@code -Dpolder.outage.attacks=20 -Dpolder.outage.seconds=300}. */
    @Test
    public void whatARouterCouldNotTakeComesAfterAKillInOrder() throws Exception {
        long began = System.nanoTime();
        for (int host = 1; host <= ATTACKS; host++) {
            done("ban", "10.9.0." + host);
        }
        for (int host = 1; host <= ATTACKS - 2; host++) {
            done("unban", "10.9.0." + host);
        }
        for (int host = 1; host <= ATTACKS - 2; host++) {
            well.await("10.9.0." + host, "unban");
        }
        awaitWaiting(2 * ATTACKS - 2);
        assertThat(route().get("failure").toString()).contains("exit code 1", "the router is away");
        operator.awaitLog(0, AWAY, "STARTED of 10.9.0.1 failed", "it is tried again");
        operator.kill();
        operator.start();
        operator.awaitAttack("10.9.0." + ATTACKS, "active");
        done("unban", "10.9.0." + (ATTACKS - 1));
        well.await("10.9.0." + (ATTACKS - 1), "unban");
        awaitWaiting(2 * ATTACKS - 1);
        assertThat(behind.calls("10.9.0.1", "ban")).isEmpty();
        Await.until("the outage is over", LIMIT.plus(OUTAGE), () -> System.nanoTime() - began >= OUTAGE.toNanos());
        Files.createFile(back);
        if (OUTAGE.isZero()) {
            done("outbox-retry", AWAY);
        }
        Await.until("nothing waits", LIMIT.multipliedBy(2), () -> Operator.number(route(), "waiting") == 0);
        everyoneWasToldOnce();
        assertThat(operator.list("outbox-list", "--dead")).noneMatch(one -> AWAY.equals(one.get("route")));
        operator.awaitLog(0, "route " + AWAY + " works");
        operator.expectNoStackTrace();
    }

    private static void everyoneWasToldOnce() throws Exception {
        for (int host = 1; host <= ATTACKS; host++) {
            String address = "10.9.0." + host;
            List<Script.Call> bans = behind.calls(address, "ban");
            List<Script.Call> unbans = behind.calls(address, "unban");
            assertThat(bans).as("ban of " + address).hasSize(1);
            assertThat(unbans).as("unban of " + address).hasSize(host < ATTACKS ? 1 : 0);
            assertThat(unbans).allMatch(call -> call.epochNanos() > bans.get(0).epochNanos());
            assertThat(well.calls(address, "ban"))
                    .as("nobody else was told again")
                    .hasSize(1);
        }
    }

    @Test
    public void aNotifierIsTriedChangedAndRefused() throws Exception {
        Script third = new Script(operator.path("scripts", "third"));
        operator.cfg("polder.notify.script-third.cfg", "script = " + third.file());
        operator.awaitLog(0, "route polder.notify.script-third added");
        assertThat(operator.polder("notify-test", "script-third").output()).contains("exit code 0");
        assertThat(third.await("192.0.2.1", "ban").arguments())
                .containsExactly("192.0.2.1", "incoming", "104000", "ban");
        operator.cfg("polder.notify.script-third.cfg", "script = " + third.file(), "phases = ended");
        operator.awaitLog(0, "route polder.notify.script-third renewed");
        operator.cfg("polder.notify.script-third.cfg", "script = " + third.file(), "phases = often");
        operator.awaitLog(
                0, "etc/polder.notify.script-third.cfg: phases = often", "the last good configuration goes on");
        done("ban", "10.9.1.1");
        done("unban", "10.9.1.1");
        third.await("10.9.1.1", "unban");
        assertThat(third.calls("10.9.1.1", "ban")).isEmpty();
        Path fails = Script.write(operator.path("scripts", "fails.sh"), "echo no such router >&2", "exit 4");
        int before = operator.log().size();
        operator.cfg("polder.notify.script-third.cfg", "script = " + fails);
        operator.awaitLog(before, "route polder.notify.script-third renewed");
        assertThat(operator.polder("notify-test", "script-third").code()).isEqualTo(1);
        done("ban", "10.9.1.2");
        operator.awaitLog(0, "script-third: STARTED of 10.9.1.2 failed", "no such router", "it is not tried again");
        Await.until("it is given up", LIMIT, () -> operator.list("outbox-list", "--dead").stream()
                .anyMatch(one -> "10.9.1.2".equals(one.get("target"))));
        operator.remove("polder.notify.script-third.cfg");
        done("unban", "10.9.1.2");
    }
}
