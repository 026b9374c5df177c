// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.evidence.Rows.START;
import static polder.evidence.Rows.VICTIM;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.evidence.AttackEvidence;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.Metric;
import polder.wire.Prefix;

public class EvidenceKeeperTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private EvidenceKeeper keeper;

    private EvidenceKeeper keeper(String... settings) {
        keeper = new EvidenceKeeper(Rows.settings(settings), folder.getRoot().toPath(), new VectorBook());
        return keeper;
    }

    @After
    public void stop() {
        keeper.deactivate();
    }

    private static void packets(FlowTapLane lane, int count) {
        Rows rows = Rows.of(lane);
        lane.wantsDetails();
        for (int i = 0; i < count; i++) {
            rows.packet(START + i * 1_000_000L, i, VICTIM, 53);
        }
        rows.drain();
    }

    @Test
    public void whoComesFirstGetsWhatWasThereAndAllGetTheSame() {
        keeper();
        packets(keeper.open(0), 100);
        packets(keeper.open(1), 50);
        Attack attack = Rows.attack("10.0.0.1", Metric.IN_PACKETS);
        AttackEvidence first = keeper.of(attack).orElseThrow();
        assertThat(first.packets()).isEqualTo(150);
        assertThat(first.complete()).isFalse();
        keeper.onAttack(new AttackEvent(AttackEvent.Phase.STARTED, attack, Instant.now()));
        assertThat(keeper.of(attack)).contains(first);
        assertThat(keeper.attacks()).containsExactly(attack.id());
    }

    @Test
    public void whatComesAfterIsAddedInTimeAndKeptForASuccessor() throws Exception {
        keeper("after", "1s");
        FlowTapLane lane = keeper.open(0);
        packets(lane, 100);
        Attack attack = Rows.attack("10.0.0.1", Metric.IN_PACKETS);
        keeper.onAttack(new AttackEvent(AttackEvent.Phase.STARTED, attack, Instant.now()));
        packets(lane, 100);
        long limit = System.nanoTime() + 20_000_000_000L;
        while (!keeper.find(attack.id()).orElseThrow().complete() && System.nanoTime() < limit) {
            LockSupport.parkNanos(1_000_000);
        }
        AttackEvidence whole = keeper.find(attack.id()).orElseThrow();
        assertThat(whole.packets()).isEqualTo(200);
        keeper.deactivate();
        keeper();
        assertThat(keeper.find(attack.id())).contains(whole);
        assertThat(keeper.frames(attack.id())).isPresent();
        assertThat(keeper.attacks()).containsExactly(attack.id());
    }

    @Test
    public void ofAnAttackThatWasNotSeenThereIsNothing() {
        keeper();
        assertThat(keeper.of(Rows.attack("10.0.0.1", Metric.IN_PACKETS))).isEmpty();
        assertThat(keeper.attacks()).isEmpty();
    }

    @Test
    public void manyAttacksAtOnceAreBounded() {
        keeper();
        packets(keeper.open(0), 100);
        for (int i = 0; i < 300; i++) {
            AttackEvidence unused = keeper.of(Rows.attack("10.0." + i / 250 + "." + i % 250, Metric.IN_PACKETS))
                    .orElse(null);
        }
        long begin = System.nanoTime();
        int seen = 0;
        for (int length = 8; length < 31; length++) {
            Attack one = Rows.attack(Prefix.around(VICTIM, length).toString(), Metric.IN_PACKETS);
            seen += keeper.of(one).isPresent() ? 1 : 0;
        }
        assertThat(seen)
                .as("so many in the time it took")
                .isLessThanOrEqualTo(1 + (int) ((System.nanoTime() - begin) / 50_000_000));
        long limit = System.nanoTime() + 20_000_000_000L;
        while (keeper.of(Rows.attack("10.0.0.0/31", Metric.IN_PACKETS)).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(limit);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
