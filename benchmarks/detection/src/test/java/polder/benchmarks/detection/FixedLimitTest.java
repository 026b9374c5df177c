// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.traffic.Direction;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

public class FixedLimitTest {
    private static final Address HOST = Address.parse("198.18.0.1");
    private static final Address OTHER = Address.parse("192.0.2.1");

    private final FixedLimit rule =
            new FixedLimit(new PrefixTable(List.of(Networks.ALL)), Truth.LIMITS, 5, 10 * Scenario.SECOND);
    private final FlowBatch flows = new FlowBatch(8, rule::accept);
    private int seconds;

    /** Gives how many seconds passed before the alarm. */
    private int alarmAfter(long packets, int most) {
        int before = rule.alarms().size();
        for (int second = 1; second <= most; second++) {
            row(OTHER, HOST, packets);
            rule.second(++seconds * Scenario.SECOND);
            if (rule.alarms().size() > before) {
                return second;
            }
        }
        return -1;
    }

    private void row(Address from, Address to, long packets) {
        flows.of(new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, 0));
        flows.next(0)
                .between(from.high(), from.low(), to.high(), to.low())
                .kind(17, 0, false)
                .volume(packets, packets * 64);
        flows.drain();
    }

    @Test
    public void itsAverageRisesAsThatOfFastnetmon() {
        assertThat(alarmAfter(100_000, 60)).isEqualTo(2);
        assertThat(rule.alarms().get(0).target()).isEqualTo(Prefix.host(HOST));
        assertThat(rule.alarms().get(0).direction()).isEqualTo(Direction.INCOMING);
    }

    @Test
    public void littleMoreThanTheLimitTakesLong() {
        assertThat(alarmAfter(25_000, 60)).isEqualTo(9);
    }

    @Test
    public void theLimitItselfIsNoAlarm() {
        assertThat(alarmAfter(20_000, 60)).isEqualTo(-1);
    }

    @Test
    public void whatGoesOutIsJudgedToo() {
        for (int second = 1; second <= 3; second++) {
            row(HOST, OTHER, 100_000);
            rule.second(second * Scenario.SECOND);
        }
        assertThat(rule.alarms()).extracting(Alarm::direction).containsExactly(Direction.OUTGOING);
    }

    @Test
    public void oneAlarmLastsUntilTheHoldIsOver() {
        assertThat(alarmAfter(100_000, 60)).isEqualTo(2);
        assertThat(alarmAfter(100_000, 60)).isEqualTo(-1);
        assertThat(alarmAfter(0, 40)).isEqualTo(-1);
        assertThat(alarmAfter(100_000, 60)).isEqualTo(2);
    }
}
