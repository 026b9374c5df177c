// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.junit.Test;

public class BaselineFileTest {
    private final Path folder = Days.folder();
    private final BaselineFile file = new BaselineFile(folder);

    private Learning read() {
        return file.read(() -> new Learning(Days.settings(), ZoneOffset.UTC));
    }

    private Days written() {
        Days days = new Days("hosts", "warn").pass(8 * Days.DAY);
        file.write(days.learning, this);
        return days;
    }

    @Test
    public void whatWasLearnedOutlivesTheProcess() {
        Days before = written();
        Days after = new Days(read(), "hosts", "warn");
        assertThat(after.week()).isEqualTo(before.week());
        assertThat(Proposals.of(after.learning, 2)).isNotEmpty().isEqualTo(Proposals.of(before.learning, 2));
        assertThat(after.learning.counters()).isEqualTo(before.learning.counters());
        after.second = before.second;
        after.pass(1);
        assertThat(after.found).isEmpty();
        after.pass(1, second -> 150_000);
        before.pass(1).pass(1, second -> 150_000);
        assertThat(after.found).isNotEmpty().isEqualTo(before.found);
    }

    @Test
    public void aDamagedFileIsSetAsideAndLearningBeginsAnew() throws IOException {
        Days days = written();
        int harmless = 0;
        Path path = folder.resolve("baselines.bin");
        byte[] good = Files.readAllBytes(path);
        assertThat(good.length).isGreaterThan(200);
        for (int damage = 0; damage < 200; damage++) {
            byte[] bad = good.clone();
            bad[(int) (damage * (long) good.length / 200)] ^= (byte) (1 << damage % 8);
            Files.write(path, damage == 0 ? java.util.Arrays.copyOf(good, good.length / 2) : bad);
            Learning read = read();
            if (Files.exists(path)) { // a bit that nothing depends on
                harmless++;
                assertThat(new Days(read).week()).isEqualTo(days.week());
                assertThat(Proposals.of(read, 2)).isEqualTo(Proposals.of(days.learning, 2));
            } else {
                assertThat(read.hosts.size()).isZero();
                assertThat(folder.resolve("baselines.bin.bad")).exists();
            }
        }
        assertThat(harmless).isLessThan(20);
        Files.write(path, good);
        assertThat(read().hosts.size()).isEqualTo(2);
    }

    @Test
    public void theDetectorWritesWhenItStops() {
        BaselineDetector detector = new BaselineDetector(null, Days.settings(), folder, ZoneOffset.UTC);
        FakeWindow window = new FakeWindow(1).set(0, Days.METRIC, 50_000);
        detector.inspect(window, (row, fired) -> {});
        detector.deactivate();
        assertThat(read().hosts.size()).isEqualTo(1);
    }

    @Test
    public void aTwinTeachesNothing() {
        BaselineDetector detector = new BaselineDetector(null, Days.settings(), folder, ZoneOffset.UTC);
        FakeWindow window = new FakeWindow(1).set(0, Days.METRIC, 50_000);
        detector.twin().orElseThrow().inspect(window, (row, fired) -> {});
        detector.deactivate();
        assertThat(read().hosts.size()).isZero();
    }

    @Test
    public void whatThereIsNoRoomForIsLeftOut() {
        written();
        Learning small = file.read(() -> {
            Learning learning = new Learning(Days.settings("hosts.max", "100"), ZoneOffset.UTC);
            learning.hosts.most(1);
            return learning;
        });
        assertThat(small.hosts.size()).isEqualTo(1);
    }
}
