// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.api.attack.AttackEvent.Phase.ENDED;
import static polder.api.attack.AttackEvent.Phase.ONGOING;
import static polder.api.attack.AttackEvent.Phase.PASSED;
import static polder.api.attack.AttackEvent.Phase.STARTED;
import static polder.api.attack.AttackEvent.Phase.WARNED;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.Detector;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.attack.Rule;
import polder.api.traffic.Metric;

public class LevelsTest {
    private static final String HOST = "10.0.0.1";
    private static final long WARN = 18_000;
    private static final long ALERT = 100_000;
    private static final long CRITICAL = 60_000_000;

    private final Stage stage = new Stage();

    @After
    public void close() {
        stage.close();
    }

    private Attack only() {
        assertThat(stage.watch.active()).hasSize(1);
        return stage.watch.active().get(0);
    }

    private void busy(long rate, int seconds) {
        stage.busy(HOST, rate, FakeWindow.WEB, Duration.ofSeconds(seconds));
    }

    @Test
    public void aWarningIsToldAndPassesAndNobodyActs() {
        busy(WARN, 30);
        Attack warning = only();
        assertThat(warning.isWarning()).isTrue();
        assertThat(warning.acting()).isFalse();
        assertThat(warning.why()).isEqualTo("a warning only");
        stage.quiet(Duration.ofSeconds(6));
        stage.hears(WARNED, PASSED);
        assertThat(stage.heard).extracting(AttackEvent::action).containsOnly(Action.NONE);
        assertThat(stage.watch.ended()).extracting(Attack::level).containsExactly(Level.WARN);
    }

    @Test
    public void aWarningThatGetsWorseIsAnAttackWithTheSameIdFromThenOn() {
        busy(WARN, 10);
        Attack warning = only();
        stage.beat(HOST, ALERT);
        Attack attack = only();
        assertThat(attack.id()).isEqualTo(warning.id());
        assertThat(attack.since()).isEqualTo(stage.now);
        assertThat(attack.observed()).isEqualTo(ALERT);
        assertThat(attack.packets())
                .as("what came as a warning is not of the attack")
                .isEqualTo(ALERT);
        assertThat(attack.rules()).extracting(Rule::level).containsExactly(Level.WARN, Level.ALERT);
        stage.quiet(Duration.ofSeconds(5));
        stage.hears(WARNED, STARTED, ENDED);
        assertThat(stage.heard).extracting(AttackEvent::action).containsExactly(Action.NONE, Action.BEGIN, Action.END);
    }

    @Test
    public void anAttackThatCalmsDownToAWarningIsOverAndAWarningFollows() {
        stage.beat(HOST, ALERT);
        busy(WARN, 6);
        stage.hears(STARTED, ENDED, WARNED);
        assertThat(only().id()).isNotEqualTo(stage.heard.get(0).attack().id());
    }

    @Test
    public void theLevelRisesAtOnceAndFallsAfterTheHoldTime() {
        busy(ALERT, 2);
        busy(CRITICAL, 2);
        assertThat(only().level()).isEqualTo(Level.CRITICAL);
        busy(ALERT, 4);
        assertThat(only().level()).isEqualTo(Level.CRITICAL);
        busy(ALERT, 2);
        assertThat(only().level()).isEqualTo(Level.ALERT);
        stage.quiet(Duration.ofSeconds(6));
        stage.hears(STARTED, ONGOING, ONGOING, ENDED);
        assertThat(stage.heard)
                .extracting(event -> event.attack().level())
                .as("at the end it is the highest it had")
                .containsExactly(Level.ALERT, Level.CRITICAL, Level.ALERT, Level.CRITICAL);
    }

    @Test
    public void anAttackHasSeveralRulesOfSeveralDetectors() {
        Detector other = (window, findings) -> {
            if (window.size() > 0) {
                findings.report(0, new Fired(Level.CRITICAL, null, 90_000, 1000, 12, "90,000 sources"));
                findings.report(0, new Fired(Level.ALERT, Metric.IN_SYN_PACKETS, 70, 10, 12, "syn"));
            }
        };
        stage.watch.plug(Plug.of(other, Map.of("component.name", "other")));
        stage.beat(HOST, ALERT);
        stage.beat(HOST, 2 * ALERT);
        Attack attack = only();
        assertThat(attack.level()).isEqualTo(Level.CRITICAL);
        assertThat(attack.detector()).isEqualTo("other");
        assertThat(attack.reason()).isEqualTo("90,000 sources");
        assertThat(attack.rules())
                .extracting(rule -> rule.detector() + " " + rule.level() + " " + rule.metric() + " " + rule.observed()
                        + " " + rule.peak() + " of " + rule.limit() + " on " + rule.samples() + " in " + rule.group())
                .containsExactly(
                        "threshold ALERT IN_PACKETS 100000 200000 of 20000 on 77 in web",
                        "other CRITICAL null 90000 90000 of 1000 on 12 in web",
                        "other ALERT IN_SYN_PACKETS 70 70 of 10 on 12 in web");
        assertThat(attack.rules().get(0).first()).isEqualTo(stage.now.minusMillis(200));
        assertThat(attack.rules().get(0).last()).isEqualTo(stage.now);
        stage.hears(STARTED);
    }

    @Test
    public void anAttackOfTwoDetectorsEndsWhenBothHaveLookedAndFoundNothing() {
        boolean[] over = {true};
        Detector other = (window, findings) -> {
            if (window.size() > 0 && over[0]) {
                findings.report(0, new Fired(Level.ALERT, Metric.IN_SYN_PACKETS, 70, 10, 12, "syn"));
            }
        };
        stage.watch.plug(Plug.of(other, Map.of("component.name", "other")));
        busy(ALERT, 1);
        stage.watch.unplug(other);
        stage.quiet(Duration.ofSeconds(20));
        assertThat(only().state()).isEqualTo(State.ACTIVE);
        over[0] = false;
        stage.watch.plug(Plug.of(other, Map.of("component.name", "other")));
        stage.quiet(Duration.ofSeconds(6));
        assertThat(stage.watch.active()).isEmpty();
    }

    @Test
    public void aDetectorThatHasLookedAndFoundNothingMayGo() {
        boolean[] over = {true};
        Detector other = (window, findings) -> {
            if (window.size() > 0 && over[0]) {
                findings.report(0, new Fired(Level.ALERT, Metric.IN_SYN_PACKETS, 70, 10, 12, "syn"));
            }
        };
        stage.watch.plug(Plug.of(other, Map.of("component.name", "other")));
        busy(ALERT, 1);
        over[0] = false;
        busy(ALERT, 6);
        stage.watch.unplug(other);
        busy(ALERT, 1);
        stage.quiet(Duration.ofSeconds(5));
        assertThat(stage.watch.active()).isEmpty();
    }

    @Test
    public void theVolumeIsWhatCameWhileItWasOver() {
        busy(ALERT, 10);
        stage.quiet(Duration.ofSeconds(2));
        busy(ALERT, 2);
        assertThat(only().packets())
                .as("the second before its detection, and 9.8 and 2.8 s after it")
                .isEqualTo(ALERT + ALERT * 98 / 10 + ALERT + ALERT * 18 / 10);
        assertThat(only().bytes()).isZero();
    }

    @Test
    public void warningsDoNotPushAttacksOutOfWhatIsRemembered() {
        stage.watch.modified(Map.of("keep.ended", "20"));
        stage.beat(HOST, ALERT);
        stage.quiet(Duration.ofSeconds(5));
        for (int i = 2; i < 40; i++) {
            stage.beat("10.0.0." + i, WARN);
            stage.quiet(Duration.ofSeconds(5));
        }
        List<Attack> ended = stage.watch.ended();
        assertThat(ended).hasSize(3);
        assertThat(ended.get(2).isWarning()).isFalse();
    }
}
