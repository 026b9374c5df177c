// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.Test;
import polder.api.testing.Allocation;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficSnapshot;

public class HarvesterTest {
    private static final long BEAT = 100_000_000L;
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);

    private final Harvester harvester = new Harvester();

    private static WindowOptions options(String... keysAndValues) {
        Map<String, String> given = new java.util.HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            given.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return WindowOptions.parse(given);
    }

    private Harvest taken() {
        Harvest harvest = harvester.take();
        assertThat(harvest).isNotNull();
        harvester.giveBack(harvest);
        return harvest;
    }

    @Test
    public void nothingIsAllocatedInTheBeat() {
        WindowPlan plan = new WindowPlan(List.of(options("metrics", "all"), options("rates", "average")));
        FakeWindow window = new FakeWindow(5_000);
        window.busy = 4_000;
        Allocation.none(() -> {
            for (int beat = 0; beat < 100; beat++) {
                window.nanos += BEAT;
                harvester.accept(window, plan);
                harvester.giveBack(harvester.take());
            }
        });
    }

    @Test
    public void eachBusyHostIsWrittenDownAboutOnceASecondAndEachQuietOneWhenItIsShown() {
        WindowPlan plan = new WindowPlan(List.of(options()));
        FakeWindow window = new FakeWindow(3_000);
        window.busy = 2_000;
        harvester.accept(window, plan);
        taken();
        int[] beats = new int[10];
        List<Long> seen = new ArrayList<>();
        for (int beat = 0; beat < 10; beat++) {
            window.nanos += BEAT;
            harvester.accept(window, plan);
            Harvest harvest = taken();
            beats[beat] = harvest.hosts;
            LongStream.range(0, harvest.hosts).forEach(i -> seen.add(harvest.addresses[2 * (int) i + 1]));
        }
        assertThat(IntStream.of(beats).sum() - 10 * 1_000).as("busy ones").isBetween(2_000, 2_600);
        assertThat(IntStream.of(beats).max().orElse(0))
                .as("spread over the beats")
                .isLessThan(1_000 + 800);
        assertThat(seen.stream().distinct().count()).as("nobody is left out").isEqualTo(3_000);
    }

    @Test
    public void aBeatOfASecondWritesDownAllThereAre() {
        WindowPlan plan = new WindowPlan(List.of(options()));
        FakeWindow window = new FakeWindow(100);
        window.busy = 100;
        harvester.accept(window, plan);
        taken();
        window.nanos += 10 * BEAT;
        harvester.accept(window, plan);
        assertThat(taken().hosts).isEqualTo(100);
    }

    @Test
    public void whatNobodyTakesIsKeptAndNotSpoiled() {
        WindowPlan plan = new WindowPlan(List.of(options()));
        FakeWindow window = new FakeWindow(2_000);
        for (int beat = 0; beat < 30; beat++) {
            window.nanos += BEAT;
            window.set(0, Metric.IN_PACKETS, beat);
            harvester.accept(window, plan);
        }
        WindowBook book = new WindowBook();
        for (int i = 0; i < 2; i++) {
            book.add(taken());
            window.nanos += BEAT;
            harvester.accept(window, plan);
        }
        TrafficSnapshot snapshot = book.snapshot(options("top", "1"), AT, null);
        assertThat(snapshot.hostsSeen()).isEqualTo(2_000);
        assertThat(snapshot.hosts().value(0, Metric.IN_PACKETS)).isEqualTo(29);
    }

    @Test
    public void theHostsWithMostAreThoseWithMostAndInOrder() {
        Random random = new Random(7);
        long[] values = random.longs(20_000, 0, 5_000).toArray();
        int[] rows = IntStream.range(0, values.length).toArray();
        int[] most = Ranked.most(rows, 1_000, row -> values[row]);
        long[] expected = values.clone();
        Arrays.sort(expected);
        assertThat(most).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(IntStream.of(most).mapToLong(row -> values[row]).toArray())
                .isEqualTo(IntStream.range(0, 1_000)
                        .mapToLong(i -> expected[expected.length - 1 - i])
                        .toArray());
    }

    @Test
    public void aHostIsForgottenWhenItIsNotShownAnyMoreAndKeptWhenItIsLate() {
        WindowPlan plan = new WindowPlan(List.of(options()));
        WindowBook book = new WindowBook();
        FakeWindow window = new FakeWindow(10);
        feed(book, window, plan, 12);
        assertThat(book.snapshot(options(), AT, null).hosts().size()).isEqualTo(10);
        window.shown = 5;
        feed(book, window, plan, 10);
        assertThat(book.snapshot(options(), AT, null).hostsSeen()).isEqualTo(10);
        feed(book, window, plan, 20);
        TrafficSnapshot snapshot = book.snapshot(options(), AT, null);
        assertThat(snapshot.hosts().size()).isEqualTo(5);
        assertThat(snapshot.networks().name(0)).isEqualTo("10.0.0.0/8");
    }

    private void feed(WindowBook book, FakeWindow window, WindowPlan plan, int beats) {
        for (int beat = 0; beat < beats; beat++) {
            window.nanos += BEAT;
            harvester.accept(window, plan);
            book.add(taken());
        }
    }

    @Test
    public void aRouteMoreTakesNothingFromThoseThereAre() {
        WindowOptions first = options("metrics", "in.udp.bits", "top", "all");
        FakeWindow window = new FakeWindow(600);
        window.set(7, Metric.IN_UDP_BITS, 4_242);
        WindowBook book = new WindowBook();
        feed(book, window, new WindowPlan(List.of(first)), 2);
        window.shown = 1;
        feed(book, window, new WindowPlan(List.of(first, options("metrics", "all", "rates", "average"))), 1);
        TrafficSnapshot snapshot = book.snapshot(first, AT, null);
        assertThat(snapshot.hosts().size()).isEqualTo(600);
        assertThat(IntStream.range(0, 600)
                        .filter(row -> snapshot.hosts().value(row, Metric.IN_UDP_BITS) == 4_242)
                        .mapToObj(row -> snapshot.hosts().name(row)))
                .containsExactly("10.0.0.7");
    }

    @Test
    public void averagesAndRatesMayBothBeAskedFor() {
        WindowOptions rates = options("metrics", "in.packets", "group", "web");
        WindowOptions averages = options("metrics", "in.packets", "rates", "average", "group", "dns");
        FakeWindow window = new FakeWindow(1).set(0, Metric.IN_PACKETS, 100).set(1, Metric.IN_PACKETS, 1_000);
        WindowBook book = new WindowBook();
        feed(book, window, new WindowPlan(List.of(rates, averages)), 2);
        TrafficSnapshot one = book.snapshot(rates, AT, null);
        assertThat(one.hosts().value(0, Metric.IN_PACKETS)).isEqualTo(100);
        assertThat(one.groups().name(0)).isEqualTo("web");
        TrafficSnapshot other = book.snapshot(averages, AT, null);
        assertThat(other.hosts().size()).as("of group dns").isZero();
        assertThat(other.groups().size()).isZero();
        assertThat(other.networks().value(0, Metric.IN_PACKETS)).isEqualTo(500);
    }
}
