// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.Test;
import polder.wire.Address;

public class RefusalsTest {
    private static final Address SENDER = Address.parse("203.0.113.7");

    private final Refusals refusals = new Refusals();

    private String line(long refused, long seconds) {
        return refusals.line(refused, () -> SENDER, TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    public void theFirstIsToldAtOnceAndFurtherOnesOnceAMinute() {
        assertThat(line(0, 0)).isEmpty();
        assertThat(line(1, 1)).isEqualTo("refused 1 packet of senders that allow does not name, such as 203.0.113.7");
        assertThat(line(500, 2)).isEmpty();
        assertThat(line(900, 60)).isEmpty();
        assertThat(line(1001, 61))
                .isEqualTo("refused 1000 packets of senders that allow does not name, such as 203.0.113.7");
        assertThat(line(1001, 200)).isEmpty();
        assertThat(line(1002, 201)).startsWith("refused 1 packet ");
    }

    @Test
    public void aLaneThatEndedTakesItsCountWithIt() {
        assertThat(line(100, 0)).startsWith("refused 100 packets");
        assertThat(line(40, 100)).isEmpty();
        assertThat(line(45, 101)).startsWith("refused 5 packets");
    }
}
