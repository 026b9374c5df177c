// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.evidence.Rows.START;
import static polder.evidence.Rows.VICTIM;

import java.util.List;
import org.junit.Test;
import polder.api.evidence.Usual;
import polder.api.flow.FlowRow;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

public class HabitsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Settings settings = Rows.settings();
    private final PrefixTable own = new PrefixTable(List.of(Prefix.parse("10.0.0.0/8")));
    private final LaneRecorder lane = new LaneRecorder(() -> settings, () -> own, closed -> {});
    private final Rows rows = Rows.of(lane);
    private long now = System.nanoTime();
    private int sent;

    /** So many batches of a hundred a second: in each a row to the victim from a port, others to 1,000 hosts, and one to somebody else. */
    private void run(int seconds, int batches, int toVictim, int port) {
        for (int i = 0; i < seconds * batches; i++) {
            lane.wantsDetails(now);
            for (int row = 0; row < 100; row++) {
                Address target = row < toVictim
                        ? VICTIM
                        : row == 99
                                ? Address.parse("192.0.2.1")
                                : Address.parse("10.1." + sent % 4 + "." + sent / 4 % 250);
                rows.packet(START + now, sent++, target, row < toVictim ? port : 443);
            }
            rows.drain();
            now += SECOND / batches;
        }
    }

    private Usual usual(long before) {
        return new UsualRows(lane.habits().rings(), START + before, row -> true).of(Prefix.host(VICTIM), host -> true);
    }

    @Test
    public void howeverMuchComesARingReachesBackMinutes() {
        run(300, 600, 1, 53);
        int full = 0;
        for (Ring ring : lane.habits().rings()) {
            if (ring.written() >= Habits.ROWS) {
                full++;
                long oldest = ring.detail(ring.oldest(), Ring.ARRIVED);
                assertThat(START + now - oldest).isBetween(120 * SECOND, 250 * SECOND);
            }
        }
        assertThat(full).as("of those of 1,000 hosts").isGreaterThan(settings.habits() / 2);
    }

    @Test
    public void anAttackDoesNotPushOutWhatIsUsual() {
        run(100, 100, 2, 53);
        long onset = now;
        run(3, 1000, 90, 4444);
        lane.besides(new PrefixTable(List.of(Prefix.host(VICTIM))));
        run(60, 200, 90, 4444);
        Usual usual = usual(onset + SECOND);
        assertThat(usual.of()).isEqualTo("10.0.0.1");
        assertThat(usual.kept()).isGreaterThan(20);
        assertThat(usual.kinds()).allMatch(kind -> kind.sourcePort() == 53);
        assertThat(usual(now).kept() - usual.kept()).as("rows of the attack").isLessThanOrEqualTo(8);
    }

    @Test
    public void onlyWhatIsOursIsKept() {
        run(10, 100, 1, 53);
        FlowRow row = new FlowRow();
        for (Ring ring : lane.habits().rings()) {
            for (long i = ring.oldest(); i < ring.written(); i++) {
                ring.row(i, row);
                assertThat(own.match(row.targetHigh(), row.targetLow())).isNotEqualTo(PrefixTable.NONE);
            }
        }
    }

    @Test
    public void theyTakeAnEighthOfTheMemory() {
        assertThat(settings.habits() * Ring.bytes(Habits.ROWS)).isBetween(15L << 17, 16L << 17);
    }
}
