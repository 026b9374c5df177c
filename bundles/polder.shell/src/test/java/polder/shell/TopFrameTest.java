// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Test;
import polder.api.attack.Attacks;
import polder.api.traffic.Direction;
import polder.api.traffic.Traffic;
import polder.api.traffic.Unit;

public class TopFrameTest {
    private final Fakes fakes = new Fakes();

    private Health health() {
        return new Health(
                Duration.ofSeconds(90),
                fakes.lanes,
                Optional.of((Traffic) fakes.services().get(Traffic.class)),
                Optional.of((Attacks) fakes.services().get(Attacks.class)),
                List.of(),
                List.of(),
                List.of());
    }

    private Screen frame(int columns, int rows, View view) {
        return new TopFrame(health(), view, new Screen(columns, rows), true).fill();
    }

    @Test
    public void aFrameFillsItsScreenAtEverySize() {
        for (int columns : List.of(1, 20, 80, 132, 250)) {
            for (int rows : List.of(1, 2, 3, 5, 10, 24, 60)) {
                List<String> lines = frame(columns, rows, View.FIRST).plain();
                assertThat(lines).as("%s x %s", columns, rows).hasSize(rows);
                assertThat(lines).allMatch(line -> line.length() <= columns);
            }
        }
    }

    @Test
    public void anOrdinaryScreenHasHeaderTotalsAttacksHostsAndKeys() {
        List<String> lines = frame(100, 24, View.FIRST).plain();
        assertThat(lines.get(0))
                .startsWith("polder  up 1m30s  lanes 1/2  240 kfps  dropped 24  rejects 20  hosts 13  attacks 1");
        assertThat(lines.get(1)).startsWith("incoming ").contains("100 kpps", "400 Mbps", "10.0 kfps");
        assertThat(lines.get(4)).startsWith("other ").contains("25.0 kpps");
        assertThat(lines.get(5)).startsWith("! 10.0.0.1 since ").contains("peak 34.0 kpps: 31.0 kpps where");
        assertThat(lines.get(6)).startsWith("HOST").contains("*IN pps", "LIMIT");
        assertThat(lines.get(7)).startsWith("10.0.0.1").contains("30.0 kpps", "██████████  600% web  31.0 kpps where");
        assertThat(lines.get(9)).startsWith("10.0.0.3").contains("10.0 kpps", "██████████  200% web");
        assertThat(lines.get(10)).startsWith("10.0.0.4").contains("████░░░░░░   38% default");
        assertThat(lines.get(23)).startsWith("q: quit").contains("by incoming packets");
    }

    @Test
    public void aSmallScreenKeepsTheHosts() {
        List<String> lines = frame(60, 6, View.FIRST).plain();
        assertThat(lines.get(1)).startsWith("HOST");
        assertThat(lines.get(2)).startsWith("10.0.0.1");
        assertThat(lines.get(5)).startsWith("q: quit");
    }

    @Test
    public void aHostUnderAttackIsRedAndNoOther() {
        String drawn = frame(100, 24, View.FIRST).draw();
        assertThat(drawn).contains("\033[1;31m10.0.0.1 ").doesNotContain("\033[1;31m10.0.0.2 ");
        assertThat(drawn).startsWith("\033[1;1H").endsWith("\033[J").doesNotContain("\n");
    }

    @Test
    public void keysChangeTheView() {
        View view = View.FIRST.after('b').after('o').after('6').after('x').after(0);
        assertThat(view).isEqualTo(new View(Unit.BITS, Direction.OUTGOING, false));
        assertThat(view.order()).isEqualTo("outgoing bits of IPv6");
        List<String> lines = frame(100, 24, view).plain();
        assertThat(lines.get(6)).contains("*OUT bps");
        assertThat(lines.get(7)).startsWith("2001:db8::1");
        assertThat(view.after('a').after('f').after('i')).isEqualTo(new View(Unit.FLOWS, Direction.INCOMING, null));
        assertThat(view.after('4').v4()).isTrue();
        assertThat(view.after('p').unit()).isEqualTo(Unit.PACKETS);
    }

    @Test
    public void withoutCountingTheFrameSaysWhy() {
        Health none = new Health(
                Duration.ofSeconds(1), List.of(), Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());
        List<String> lines =
                new TopFrame(none, View.FIRST, new Screen(80, 24), false).fill().plain();
        assertThat(lines.get(0)).contains("lanes 0/0", "attacks 0");
        assertThat(lines).anyMatch(line -> line.startsWith("traffic is not being counted"));
    }
}
