// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Detector;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

public class PrefixAttackTest {
    private static final Prefix TARGET = Prefix.parse("10.0.0.0/20");

    private final Stage stage = new Stage();
    private long carpet;

    /** Reports a prefix of which it knows no row. */
    private final Detector detector = (window, findings) -> {
        if (carpet > 0) {
            long[] rates = new long[Metric.COUNT];
            rates[Metric.IN_PACKETS.ordinal()] = carpet;
            rates[Metric.IN_BITS.ordinal()] = 8000 * carpet;
            Fired fired = new Fired(Level.ALERT, Metric.IN_PACKETS, carpet, 60_000, Long.MAX_VALUE, "carpet");
            findings.report(TARGET, FakeWindow.WEB, fired, new Rates(rates));
        }
    };

    @Before
    public void plug() {
        stage.watch.plug(Plug.of(detector, Map.of("component.name", "prefix")));
    }

    @After
    public void close() {
        stage.close();
    }

    @Test
    public void aPrefixIsAttackedAndTheAttackEndsAfterTheHold() {
        carpet = 100_000;
        stage.quiet(Duration.ofSeconds(2));
        carpet = 0;
        stage.quiet(Duration.ofSeconds(6));
        stage.hears(Phase.STARTED, Phase.ENDED);
        Attack attack = stage.heard.get(1).attack();
        assertThat(attack.target()).isEqualTo(TARGET);
        assertThat(attack.detector()).isEqualTo("prefix");
        assertThat(attack.group()).isEqualTo("web");
        assertThat(attack.rules()).hasSize(1);
        assertThat(attack.startRates().get(Metric.IN_PACKETS)).isEqualTo(100_000);
        assertThat(attack.packets()).isBetween(250_000L, 300_000L); // the second before it was found counts too
        assertThat(attack.bytes()).isEqualTo(1000 * attack.packets());
    }

    @Test
    public void hostsInAPrefixUnderAttackArePartOfIt() {
        carpet = 100_000;
        stage.busy("10.0.1.1", 30_000, FakeWindow.WEB, Duration.ofSeconds(2));
        stage.hears(Phase.STARTED);
        assertThat(stage.heard.get(0).attack().target()).isEqualTo(TARGET);
    }

    @Test
    public void aHostThatHasMostOfItIsAnAttackOfItsOwn() {
        carpet = 100_000;
        stage.busy("10.0.1.1", 60_000, FakeWindow.WEB, Duration.ofSeconds(2));
        stage.hears(Phase.STARTED, Phase.STARTED);
        assertThat(stage.watch.active())
                .extracting(attack -> attack.target().toString())
                .containsExactlyInAnyOrder("10.0.0.0/20", "10.0.1.1");
    }

    @Test
    public void hostsElsewhereAndHostsThatStayAreNotPartOfIt() {
        carpet = 100_000;
        stage.busy("10.0.16.1", 30_000, FakeWindow.WEB, Duration.ofSeconds(1));
        stage.busy("10.0.1.1", 30_000, FakeWindow.WEB, Duration.ofSeconds(1));
        assertThat(stage.watch.active()).hasSize(2);
        carpet = 0;
        stage.beat("10.0.1.1", 30_000);
        assertThat(stage.watch.active())
                .extracting(attack -> attack.target().toString())
                .containsExactlyInAnyOrder("10.0.0.0/20", "10.0.16.1", "10.0.1.1");
    }

    @Test
    public void theAttackOnAPrefixGoesOnAfterARestart() {
        carpet = 100_000;
        stage.quiet(Duration.ofSeconds(1));
        stage.restart(Duration.ofSeconds(1));
        plug();
        stage.quiet(Duration.ofSeconds(1));
        stage.settle();
        assertThat(stage.watch.active()).hasSize(1);
        assertThat(stage.watch.active().get(0).target()).isEqualTo(TARGET);
        assertThat(stage.heard).extracting(event -> event.phase()).doesNotContain(Phase.ENDED);
    }
}
