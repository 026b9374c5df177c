// SPDX-License-Identifier: Apache-2.0
package polder.notify.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.Test;
import org.slf4j.LoggerFactory;

public class ProgressTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Progress progress = new Progress(LoggerFactory.getLogger("test"), now::get);

    private long lines(int events) {
        return IntStream.range(0, events).filter(i -> progress.hasRoom()).count();
    }

    @Test
    public void soManyLinesInTenSecondsAndNoMore() {
        assertThat(lines(5000)).isEqualTo(Progress.MOST);
        now.addAndGet(Progress.TIME - 1);
        assertThat(lines(5000)).isZero();
        now.addAndGet(1);
        assertThat(lines(5000)).isEqualTo(Progress.MOST);
    }
}
