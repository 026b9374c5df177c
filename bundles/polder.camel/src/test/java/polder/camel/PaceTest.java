// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;

public class PaceTest {
    private static final long NOW = -5_000;

    private final Pace pace = Pace.of("2/1m");

    @Test
    public void withoutARateEverythingGoesAtOnce() {
        Pace free = Pace.of(null);
        free.sent(1, NOW);
        assertThat(free.next(NOW)).isEqualTo(NOW);
        assertThat(free.isCrowded(NOW + 1)).isFalse();
    }

    @Test
    public void whatIsOverTheRateWaitsUntilTheTimeIsOver() {
        pace.sent(1, NOW);
        assertThat(pace.next(NOW + 1)).isEqualTo(NOW + 1);
        pace.sent(1, NOW + 1);
        assertThat(pace.next(NOW + 2)).isEqualTo(NOW + 60_000);
        assertThat(pace.isCrowded(NOW + 2)).isFalse();
        assertThat(pace.next(NOW + 60_000)).isEqualTo(NOW + 60_000);
        assertThat(pace.isCrowded(NOW + 60_000)).isTrue();
    }

    @Test
    public void aCrowdedTimeIsFollowedByOneMessageATime() {
        pace.sent(1, NOW);
        pace.sent(1, NOW);
        pace.sent(40, NOW + 60_000);
        assertThat(pace.next(NOW + 60_001)).isEqualTo(NOW + 120_000);
        assertThat(pace.isCrowded(NOW + 120_000)).isTrue();
        pace.sent(2, NOW + 120_000);
        assertThat(pace.next(NOW + 120_001)).as("calm again").isEqualTo(NOW + 120_001);
    }

    @Test
    public void afterASilenceMessagesGoOneByOne() {
        pace.sent(1, NOW);
        pace.sent(1, NOW);
        assertThat(pace.isCrowded(NOW + 120_000)).isFalse();
    }

    @Test
    public void whatIsNoRateIsRefusedInWords() {
        for (String wrong : new String[] {"0/1m", "20", "20/1x", "20/", "many", "1/0s"}) {
            assertThatThrownBy(() -> Pace.of(wrong))
                    .as(wrong)
                    .hasMessage("rate=" + wrong + " is not accepted; give messages in a time, such as 20/1m");
        }
    }
}
