// SPDX-License-Identifier: Apache-2.0
package polder.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public class VirtualClockTest {
    private static final long BEGIN = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final VirtualClock clock = new VirtualClock();

    private int beatsUntil(double seconds) {
        long time = clock.at(BEGIN + (long) (seconds * SECOND));
        int beats = 0;
        while (clock.isDue(time)) {
            clock.beat();
            beats++;
        }
        return beats;
    }

    @Test
    public void thereAreTenBeatsInASecondOfTheRecording() {
        assertThat(beatsUntil(0)).isZero();
        assertThat(beatsUntil(1)).isEqualTo(10);
        assertThat(beatsUntil(1.05)).isZero();
        assertThat(clock.begin()).isEqualTo(BEGIN);
        assertThat(clock.last()).isEqualTo(BEGIN + SECOND * 105 / 100);
    }

    @Test
    public void packetsALittleOutOfOrderAreTakenAsTheyCome() {
        beatsUntil(0);
        beatsUntil(5);
        assertThat(beatsUntil(4.5)).isZero();
        assertThat(clock.jumps()).isZero();
        assertThat(clock.last()).isEqualTo(BEGIN + 5 * SECOND);
    }

    @Test
    public void timeGoesOnWhereTheRecordedClockWasSetBack() {
        beatsUntil(0);
        beatsUntil(100);
        assertThat(beatsUntil(20)).isZero();
        assertThat(clock.jumps()).isEqualTo(1);
        assertThat(beatsUntil(21)).isEqualTo(10);
        assertThat(clock.last()).isEqualTo(BEGIN + 101 * SECOND);
    }

    @Test
    public void aLongPauseIsPassedOver() {
        beatsUntil(0);
        assertThat(beatsUntil(1_000_000)).isLessThan(10);
        assertThat(clock.jumps()).isEqualTo(1);
        assertThat(beatsUntil(1_000_001)).isBetween(9, 11);
        assertThat(clock.last() - clock.begin()).isEqualTo(1_000_001 * SECOND);
    }
}
