// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;
import polder.capture.pcap.PcapSettings.Time;

public final class PaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 5 * SECOND;
    private static final long EPOCH = 1_700_000_000L * SECOND;
    private static final long T = 1_000_000_000L * SECOND;

    private static Pace pace(double speed, Time time) {
        Pace pace = new Pace(speed, time);
        pace.begin(START, EPOCH);
        return pace;
    }

    @Test
    public void theFirstPacketIsNowAndTheOthersFollowAtTheSpeedAsked() {
        Pace pace = pace(10, Time.NOW);

        assertThat(pace.due(T)).isEqualTo(START);
        long due = pace.due(T + 20 * SECOND);
        assertThat(due).isEqualTo(START + 2 * SECOND);
        assertThat(pace.epochNanos(T + 20 * SECOND, due, 0)).isEqualTo(EPOCH + 2 * SECOND);
    }

    @Test
    public void asFastAsPossibleEveryPacketIsDueAndIsGivenTheTimeItIsReadAt() {
        Pace pace = pace(Double.POSITIVE_INFINITY, Time.NOW);
        pace.due(T);

        long due = pace.due(T + 50 * SECOND);

        assertThat(due).isEqualTo(START);
        assertThat(pace.epochNanos(T + 50 * SECOND, due, START + 3)).isEqualTo(EPOCH + 3);
    }

    @Test
    public void recordedTimesAreKeptWhenAsked() {
        Pace pace = pace(1, Time.FILE);

        assertThat(pace.epochNanos(T, pace.due(T), START)).isEqualTo(T);
    }

    @Test
    public void jumpsOfYearsArePassedOverAndCounted() {
        Pace pace = pace(1, Time.NOW);
        long year = 365L * 24 * 3600 * SECOND;
        pace.due(T);

        assertThat(pace.due(T + SECOND)).isEqualTo(START + SECOND);
        assertThat(pace.due(T + 5 * year)).isEqualTo(START + SECOND);
        assertThat(pace.due(T + 5 * year + SECOND)).isEqualTo(START + 2 * SECOND);
        assertThat(pace.due(T - 9 * year)).isEqualTo(START + 2 * SECOND);
        assertThat(pace.due(T - 9 * year + SECOND)).isEqualTo(START + 3 * SECOND);
        assertThat(pace.jumps()).isEqualTo(2);
    }

    @Test
    public void packetsALittleOutOfOrderAreNoJump() {
        Pace pace = pace(1, Time.NOW);
        pace.due(T);
        pace.due(T + 10);

        assertThat(pace.due(T + 4)).isEqualTo(START + 4);
        assertThat(pace.due(T + 59 * SECOND)).isEqualTo(START + 59 * SECOND);
        assertThat(pace.jumps()).isZero();
    }

    @Test
    public void anotherRoundFollowsTheFirstAtOnce() {
        Pace pace = pace(1, Time.NOW);
        pace.due(T);
        pace.due(T + 3 * SECOND);
        pace.restart();

        assertThat(pace.due(T)).isEqualTo(START + 3 * SECOND);
        assertThat(pace.due(T + SECOND)).isEqualTo(START + 4 * SECOND);
        assertThat(pace.jumps()).isZero();
    }

    @Test
    public void timesBeyondAnyCalendarDoNotStopTheReplay() {
        Pace pace = pace(1, Time.NOW);
        pace.due(T);

        for (long wild : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, Long.MAX_VALUE}) {
            assertThat(pace.due(wild)).isBetween(START - SECOND, START + 60 * SECOND);
        }
    }
}
