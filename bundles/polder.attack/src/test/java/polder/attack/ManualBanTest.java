// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.api.attack.AttackEvent.Phase.ENDED;
import static polder.api.attack.AttackEvent.Phase.STARTED;

import java.time.Duration;
import java.util.UUID;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.wire.Address;

public class ManualBanTest {
    private static final Address HOST = Address.parse("10.0.0.1");

    private final Stage stage = new Stage();

    @After
    public void close() {
        stage.close();
    }

    @Test
    public void aBanIsAnAttackUntilItsTimeIsOver() {
        Attack ban = stage.watch.ban(HOST, Duration.ofMinutes(5), "kim: abuse ticket 17");
        assertThat(ban.isManual()).isTrue();
        assertThat(ban.metric()).isNull();
        assertThat(stage.watch.active()).containsExactly(ban);
        stage.quiet(Duration.ofSeconds(299));
        stage.hears(STARTED);
        stage.now = stage.now.plusSeconds(1);
        Stage.await(() -> stage.watch.active().isEmpty());
        stage.hears(STARTED, ENDED);
        assertThat(stage.heard.get(1).attack().reason()).isEqualTo("kim: abuse ticket 17");
    }

    @Test
    public void aBanWithoutATimeLastsUntilItIsReleased() {
        Attack ban = stage.watch.ban(HOST, Duration.ZERO, "kim");
        stage.quiet(Duration.ofSeconds(100));
        stage.now = stage.now.plusSeconds(100_000_000);
        stage.quiet(Duration.ofSeconds(100));
        stage.hears(STARTED);
        assertThat(stage.watch.release(ban.id(), "lee")).map(Attack::state).hasValue(State.ENDED);
        stage.hears(STARTED, ENDED);
        assertThat(stage.heard.get(1).attack().reason()).isEqualTo("kim; released: lee");
        assertThat(stage.watch.release(ban.id(), "lee")).isEmpty();
    }

    @Test
    public void aHostUnderAttackOrBannedCannotBeBanned() {
        stage.beat("10.0.0.1", 100_000);
        assertThatThrownBy(() -> stage.watch.ban(HOST, Duration.ZERO, "kim"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("10.0.0.1 is under attack and acted on already");
        Address other = Address.parse("2001:db8::1");
        stage.watch.ban(other, Duration.ZERO, "kim");
        assertThatThrownBy(() -> stage.watch.ban(other, Duration.ZERO, "kim"))
                .hasMessageStartingWith("2001:db8::1 is banned already");
        assertThatThrownBy(() -> stage.watch.ban(Address.parse("10.0.0.3"), Duration.ofSeconds(-1), "kim"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void aFloodOfABannedHostStartsNoAttackUntilTheBanIsOver() {
        Attack ban = stage.watch.ban(HOST, Duration.ofMinutes(5), "kim");
        stage.busy("10.0.0.1", 100_000, FakeWindow.WEB, Duration.ofSeconds(2));
        assertThat(stage.watch.active()).extracting(Attack::id).containsExactly(ban.id());
        assertThat(stage.watch.active().get(0).lastOver()).isEqualTo(stage.now);
        stage.now = stage.now.plusSeconds(300);
        Stage.await(() -> stage.watch.active().isEmpty());
        stage.beat("10.0.0.1", 100_000);
        stage.hears(STARTED, ENDED, STARTED);
    }

    @Test
    public void aReleasedAttackStartsAnewOnlyAfterTheHoldTime() {
        stage.beat("10.0.0.1", 100_000);
        UUID id = stage.watch.active().get(0).id();
        assertThat(stage.watch.release(id, "lee")).isPresent();
        stage.busy("10.0.0.1", 100_000, FakeWindow.WEB, Duration.ofMillis(4800));
        stage.hears(STARTED, ENDED);
        stage.busy("10.0.0.1", 100_000, FakeWindow.WEB, Duration.ofMillis(200));
        stage.hears(STARTED, ENDED, STARTED);
        assertThat(stage.watch.active().get(0).id()).isNotEqualTo(id);
    }

    @Test
    public void aReleasedBanIsNotFollowedByAnAttackAtOnce() {
        Attack ban = stage.watch.ban(HOST, Duration.ZERO, "kim");
        stage.watch.release(ban.id(), "lee");
        stage.beat("10.0.0.1", 100_000);
        assertThat(stage.watch.active()).isEmpty();
    }
}
