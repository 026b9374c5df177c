// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.api.attack.AttackEvent.Phase.ENDED;
import static polder.api.attack.AttackEvent.Phase.ONGOING;
import static polder.api.attack.AttackEvent.Phase.STARTED;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.Maintenance.Window;
import polder.api.attack.Step;
import polder.api.attack.Veto;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

public class BansTest {
    private static final String HOST = "10.0.0.1";
    private static final Duration HOLD = Duration.ofSeconds(5);
    private static final Duration BAN = Duration.ofSeconds(60);
    private static final HostGroup BANNED = new HostGroup("banned", List.of(), Map.of(), HOLD, BAN);
    private static final Map<String, Object> WHITELIST = Map.of("component.name", "whitelist");

    private final Stage stage = new Stage();

    @After
    public void close() {
        stage.close();
    }

    private void flood() {
        stage.beat(HOST, 100_000, BANNED);
    }

    private void flood(int seconds) {
        stage.busy(HOST, 100_000, BANNED, Duration.ofSeconds(seconds));
    }

    private void quiet(int seconds) {
        stage.quiet(Duration.ofSeconds(seconds));
    }

    private Attack only() {
        assertThat(stage.watch.active()).hasSize(1);
        return stage.watch.active().get(0);
    }

    private void acts(Action... actions) {
        stage.settle();
        assertThat(stage.heard).extracting(AttackEvent::action).containsExactly(actions);
    }

    @Test
    public void finishedTrafficIsReleasedAfterTheBanTimeAndNotBefore() {
        flood(100);
        assertThat(only().state()).as("over its limits it is not released").isEqualTo(State.ACTIVE);
        quiet(5);
        assertThat(stage.watch.active()).isEmpty();
    }

    @Test
    public void byTimeItIsReleasedAlsoWhileTheTrafficGoesOn() {
        stage.watch.modified(Map.of("release", "time", "update.every", "1h", "backoff.within", "0"));
        flood(62);
        stage.hears(STARTED, ENDED, STARTED);
        acts(Action.BEGIN, Action.END, Action.BEGIN);
        Attack ended = stage.watch.ended().get(0);
        assertThat(Duration.between(ended.since(), ended.ended())).isEqualTo(BAN);
        assertThat(ended.why()).isEqualTo("its ban time is over");
    }

    @Test
    public void anAttackThatIsBackSoonIsBannedTwiceAsLongUpToAMost() {
        stage.watch.modified(Map.of("backoff.within", "30s", "ban.time.max", "200s"));
        flood();
        for (int seconds : List.of(60, 120, 200, 200)) {
            assertThat(only().banTime()).isEqualTo(Duration.ofSeconds(seconds));
            quiet(seconds);
            assertThat(stage.watch.active()).isEmpty();
            quiet(10);
            flood();
        }
        assertThat(stage.watch.steps(only().id()).get(0).words())
                .isEqualTo("acted on for at least 3m20s: back 10s after the end of 3m20s");
        quiet(200);
        quiet(31);
        flood();
        assertThat(only().banTime()).as("it was away for long enough").isEqualTo(BAN);
    }

    @Test
    public void backOffOutlivesARestartAndIsForgottenWhenAnOperatorReleases() throws IOException {
        flood();
        quiet(60);
        stage.settle();
        stage.crash(Duration.ofSeconds(1));
        flood();
        assertThat(only().banTime()).isEqualTo(BAN.multipliedBy(2));
        stage.watch.release(only().id(), "false alarm");
        stage.settle();
        stage.crash(Duration.ofSeconds(20));
        flood();
        assertThat(only().banTime()).isEqualTo(BAN.multipliedBy(2));
    }

    @Test
    public void whoIsReleasedByHandHasAClearRecord() {
        flood();
        quiet(60);
        flood();
        stage.watch.release(only().id(), "false alarm");
        quiet(10);
        flood();
        assertThat(only().banTime()).isEqualTo(BAN);
    }

    @Test
    public void repeatOffendersAreBannedLonger() {
        stage.watch.modified(Map.of("backoff.within", "0", "repeat.within", "1h", "repeat.factors", "1, 1.5, 4"));
        for (int seconds : List.of(60, 90, 240, 240)) {
            flood();
            assertThat(only().banTime()).isEqualTo(Duration.ofSeconds(seconds));
            quiet(300);
            assertThat(stage.watch.active()).isEmpty();
        }
        stage.beat("10.0.0.2", 100_000, BANNED);
        assertThat(only().banTime()).as("another host").isEqualTo(BAN);
        quiet(3600);
        flood();
        assertThat(only().banTime()).as("long after").isEqualTo(BAN);
    }

    @Test
    public void wrongFactorsAreRefusedInWords() {
        for (String wrong : List.of("0.5", "two", "1,,x", "1001")) {
            assertThatThrownBy(() -> AttackSettings.of(Map.of("repeat.factors", wrong)))
                    .hasMessageContaining("is not accepted; give numbers from 1 to 1000");
        }
        assertThat(AttackSettings.of(Map.of()).bans().repeatFactors()).containsExactly(1.0);
    }

    @Test
    public void beyondTheMostAtOnceNobodyActsUntilThereIsRoom() {
        stage.watch.modified(Map.of("bans.max", "2", "update.every", "1h"));
        for (int host = 1; host <= 4; host++) {
            stage.beat("10.0.0." + host, 100_000, BANNED);
        }
        assertThat(stage.watch.active()).filteredOn(Attack::acting).hasSize(2);
        Attack third = stage.watch.active().get(1);
        assertThat(third.why()).isEqualTo("bans.max = 2 is reached");
        assertThat(stage.watch.steps(third.id()).get(0).words()).isEqualTo("not acted on: bans.max = 2 is reached");
        stage.hears(STARTED, STARTED, STARTED, STARTED);
        acts(Action.BEGIN, Action.BEGIN, Action.NONE, Action.NONE);
        stage.watch.release(stage.watch.active().get(3).id(), "room");
        stage.busy("10.0.0.3", 100_000, BANNED, Duration.ofSeconds(2));
        stage.hears(STARTED, STARTED, STARTED, STARTED, ENDED, ONGOING);
        assertThat(stage.heard.get(5).action()).isEqualTo(Action.BEGIN);
        assertThat(stage.heard.get(5).attack().target()).isEqualTo(Prefix.parse("10.0.0.3"));
    }

    @Test
    public void beyondTheMostAtOnceThereIsOneLoudLineAndNotOneForEach() {
        List<LogRecord> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("polder.attack");
        logger.addHandler(handler);
        try {
            stage.watch.modified(Map.of("bans.max", "1"));
            for (int i = 0; i < 5; i++) {
                FakeWindow window = stage.window();
                for (int host = 1; host < 100; host++) {
                    window.with("10.0.0." + host, Metric.IN_PACKETS, 100_000, BANNED);
                }
                stage.watch.accept(window);
            }
            Stage.await(() -> !lines.isEmpty());
            stage.settle();
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).getLevel()).isEqualTo(Level.WARNING);
        assertThat(lines.get(0).getMessage()).contains("bans.max is reached: 98 attacks are told and NOT acted on");
    }

    @Test
    public void inMaintenanceAttacksAreToldAndNobodyBeginsToActUntilItIsOver() {
        stage.watch.modified(Map.of("update.every", "1h"));
        stage.beat("10.0.1.1", 100_000, BANNED);
        Window window = stage.watch.start(Prefix.parse("10.0.0.0/16"), Duration.ofSeconds(30), "by ann: new router");
        flood(10);
        stage.hears(STARTED, STARTED);
        acts(Action.BEGIN, Action.NONE);
        assertThat(stage.watch.active().get(0).why())
                .isEqualTo("maintenance of 10.0.0.0/16 until " + window.until() + ", by ann: new router");
        quiet(4);
        assertThat(stage.watch.active())
                .filteredOn(attack -> attack.target().equals(Prefix.parse("10.0.1.1")))
                .as("what was acted on before goes on")
                .allMatch(Attack::acting);
        flood(17);
        stage.hears(STARTED, STARTED, ONGOING);
        acts(Action.BEGIN, Action.NONE, Action.BEGIN);
        assertThat(stage.watch.windows()).isEmpty();
    }

    @Test
    public void attacksOutsideOfTheNetworkOfAMaintenanceAreActedOn() {
        stage.watch.start(Prefix.parse("10.0.0.0/24"), Duration.ofHours(1), "x");
        stage.beat("10.0.1.1", 100_000, BANNED);
        stage.beat("2001:db8::1", 100_000, BANNED);
        stage.beat("10.0.0.0/16", 100_000, BANNED);
        stage.beat("10.0.0.128/25", 100_000, BANNED);
        assertThat(stage.watch.active().stream().map(Attack::acting)).containsExactly(false, true, true, true);
        stage.watch.start(null, Duration.ofHours(1), "everything");
        stage.beat("2001:db8::2", 100_000, BANNED);
        assertThat(stage.watch.active().get(0).acting()).isFalse();
    }

    @Test
    public void aMaintenanceOutlivesARestartAndCanBeEndedByHand() throws IOException {
        Window all = stage.watch.start(null, Duration.ofHours(1), "tab\there and = there");
        stage.watch.start(Prefix.parse("10.0.0.0/24"), Duration.ofSeconds(20), "short");
        Stage.await(
                () -> stage.journal().contains("network=all") && stage.journal().contains("network=10.0.0.0/24"));
        stage.crash(Duration.ofSeconds(30));
        assertThat(stage.watch.windows()).containsExactly(all);
        flood();
        assertThat(only().acting()).isFalse();
        assertThat(stage.watch.stop(null)).hasValue(all);
        assertThat(stage.watch.stop(null)).isEmpty();
        flood(2);
        assertThat(only().acting()).isTrue();
    }

    @Test
    public void whatAVetoIsAgainstIsToldAndNotActedOn() {
        stage.watch.modified(Map.of("update.every", "1h"));
        boolean[] listed = {true};
        Veto veto = attack -> listed[0] ? Optional.of("whitelist own.cfg") : Optional.empty();
        stage.watch.heed(Plug.of(veto, WHITELIST));
        flood(2);
        assertThat(only().why()).isEqualTo("whitelist own.cfg");
        assertThatThrownBy(() -> stage.watch.ban(Address.parse("10.0.0.9"), Duration.ZERO, "kim"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("10.0.0.9 cannot be banned: whitelist own.cfg");
        listed[0] = false;
        flood(2);
        listed[0] = true;
        flood(2);
        stage.hears(STARTED, ONGOING, ONGOING);
        acts(Action.NONE, Action.BEGIN, Action.END);
        quiet(5);
        stage.hears(STARTED, ONGOING, ONGOING, ENDED);
        acts(Action.NONE, Action.BEGIN, Action.END, Action.NONE);
    }

    @Test
    public void aVetoThatFailsIsOne() {
        Veto veto = attack -> {
            throw new IllegalStateException("no mood");
        };
        stage.watch.heed(Plug.of(veto, WHITELIST));
        flood();
        assertThat(only().why()).contains("whitelist failed", "no mood");
    }

    @Test
    public void whileAVetoIsReplacedNobodyBeginsToAct() throws IOException {
        Veto veto = attack -> Optional.empty();
        stage.watch.heed(Plug.of(veto, WHITELIST));
        stage.beat("10.0.0.2", 100_000, BANNED);
        stage.watch.unplug(veto);
        flood();
        assertThat(stage.watch.active().get(0).why()).isEqualTo("waits for whitelist, which may be against it");
        assertThat(stage.watch.active().get(1).acting()).isTrue();
        Stage.await(() -> stage.journal().contains("names=whitelist"));
        stage.crash(Duration.ofSeconds(1));
        flood(2);
        assertThat(stage.watch.active().get(0).acting())
                .as("after a restart too")
                .isFalse();
        stage.watch.heed(Plug.of(veto, WHITELIST));
        flood(2);
        assertThat(stage.watch.active()).allMatch(Attack::acting);
    }

    @Test
    public void aVetoThatIsGoneForGoodHoldsNothingBack() {
        Veto veto = attack -> Optional.of("never");
        stage.watch.heed(Plug.of(veto, WHITELIST));
        stage.watch.unplug(veto);
        flood(59);
        assertThat(only().acting()).isFalse();
        flood(3);
        assertThat(only().acting()).isTrue();
    }

    @Test
    public void anAttackThatNobodyActsOnCanBeBannedByHand() {
        stage.watch.start(null, Duration.ofHours(1), "x");
        flood();
        Attack attack = only();
        Attack ban = stage.watch.ban(Address.parse(HOST), Duration.ofMinutes(1), "kim");
        flood(2);
        assertThat(only().id()).isEqualTo(ban.id());
        stage.hears(STARTED, ENDED, STARTED);
        acts(Action.NONE, Action.NONE, Action.BEGIN);
        assertThat(stage.watch.steps(attack.id()))
                .extracting(Step::words)
                .filteredOn(words -> !words.isEmpty())
                .contains("banned by hand");
        assertThat(only().rules()).as("what it went on with").hasSize(1);
    }

    @Test
    public void withoutABanTimeItIsActedOnWhileItLasts() {
        stage.watch.modified(Map.of("release", "time"));
        stage.busy(HOST, 100_000, FakeWindow.WEB, Duration.ofSeconds(100));
        assertThat(only().acting()).isTrue();
        quiet(5);
        assertThat(stage.watch.active()).isEmpty();
    }
}
