// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class SeldomTest {
    private long nanos = Long.MAX_VALUE - 1000; // where the clock of a machine may well be about to turn over

    @Test
    public void itSaysYesOnceAMinute() {
        Seldom seldom = new Seldom(() -> nanos);
        assertThat(seldom.now()).isTrue();
        nanos += TimeUnit.SECONDS.toNanos(59);
        assertThat(seldom.now()).isFalse();
        nanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(seldom.now()).isTrue();
        assertThat(seldom.now()).isFalse();
    }
}
