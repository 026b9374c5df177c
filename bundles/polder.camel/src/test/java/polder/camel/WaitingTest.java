// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import polder.api.attack.AttackEvent.Phase;

/** Which letter is next, in a time of its own. */
public class WaitingTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Terms TERMS =
            new Terms(100, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofDays(1), 10);

    private final Waiting waiting = new Waiting();
    private long now = 1_000_000;
    private long number;

    private List<Letter> add(Phase phase, int host) {
        number++;
        return waiting.add(new Letter(
                number, "r", Samples.event(phase, "192.0.2." + host, "web"), NOON.plusSeconds(number), 0, "", null));
    }

    private static String text(Letter letter) {
        return letter.event().phase() + " "
                + letter.event().attack().target().toString().substring("192.0.2.".length());
    }

    private static List<String> texts(List<Letter> letters) {
        return letters.stream().map(WaitingTest::text).toList();
    }

    private List<Letter> take() {
        return waiting.take(now, false);
    }

    /** Tries what is due now until nothing is; hosts that are in the list fail. */
    private List<String> tryAll(List<Integer> dead) {
        List<String> tried = new ArrayList<>();
        for (List<Letter> hand = take(); !hand.isEmpty(); hand = take()) {
            Letter letter = hand.get(0);
            String host = letter.event().attack().target().toString().substring("192.0.2.".length());
            tried.add(text(letter));
            if (dead.contains(Integer.parseInt(host))) {
                waiting.failed("timeout", now, TERMS);
            } else {
                waiting.taken();
            }
        }
        return tried;
    }

    @Test
    public void eventsOfAnAttackStayInOrderAndOthersGoOn() {
        add(Phase.STARTED, 1);
        add(Phase.ENDED, 1);
        add(Phase.STARTED, 2);
        add(Phase.ENDED, 2);
        assertThat(tryAll(List.of(1))).containsExactly("STARTED 1", "STARTED 2", "ENDED 2");
        assertThat(waiting.due()).isEqualTo(now + 1000);
        now += 1000;
        assertThat(tryAll(List.of())).containsExactly("STARTED 1", "ENDED 1");
        assertThat(waiting.size()).isZero();
        assertThat(waiting.due()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    public void eachPauseIsTwiceTheOneBeforeUpToTheLongest() {
        add(Phase.STARTED, 1);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            assertThat(tryAll(List.of(1))).hasSize(1);
            pauses.add((waiting.due() - now) / 1000);
            now = waiting.due();
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        assertThat(waiting.tries()).isEqualTo(9);
    }

    @Test
    public void aServerThatIsDownIsAskedOnceAPauseHoweverManyWait() {
        List<Integer> all = new ArrayList<>();
        for (int host = 1; host <= 50; host++) {
            all.add(host);
            add(Phase.STARTED, host);
            add(Phase.ENDED, host);
        }
        assertThat(tryAll(all)).containsExactly("STARTED 1", "STARTED 2", "STARTED 3");
        assertThat(waiting.isDown()).isTrue();
        long begin = now;
        int tries = 0;
        while (now < begin + 600_000) {
            now = waiting.due();
            tries += tryAll(all).size();
        }
        assertThat(tries).isBetween(10, 20);
        now = waiting.due();
        List<String> taken = tryAll(List.of());
        assertThat(taken).hasSize(100).doesNotHaveDuplicates();
        for (int host : all) {
            assertThat(taken).containsSubsequence("STARTED " + host, "ENDED " + host);
        }
    }

    @Test
    public void anAttackWhoseEventIsNeverTakenDoesNotBringTheRouteDown() {
        add(Phase.STARTED, 1);
        for (int host = 2; host < 50; host++) {
            add(Phase.STARTED, host);
            assertThat(tryAll(List.of(1))).contains("STARTED " + host);
        }
        assertThat(waiting.isDown()).isFalse();
        assertThat(waiting.tries()).isEqualTo(1);
    }

    @Test
    public void progressThatIsOvertakenWhileItIsLateIsLeftOut() {
        add(Phase.STARTED, 1);
        assertThat(tryAll(List.of(1))).hasSize(1);
        assertThat(add(Phase.ONGOING, 1)).isEmpty();
        assertThat(texts(add(Phase.ONGOING, 1))).containsExactly("ONGOING 1");
        add(Phase.ONGOING, 2);
        add(Phase.ONGOING, 2);
        assertThat(tryAll(List.of(1))).as("nothing is late here").containsExactly("ONGOING 2", "ONGOING 2");
        assertThat(texts(add(Phase.ENDED, 1))).containsExactly("ONGOING 1");
        now += 1000;
        assertThat(tryAll(List.of())).containsExactly("STARTED 1", "ENDED 1");
    }

    @Test
    public void whatTakesThePlaceOfProgressThatFailedWaitsAsLong() {
        add(Phase.ONGOING, 1);
        for (int i = 0; i < 4; i++) {
            assertThat(tryAll(List.of(1))).hasSize(1);
            long due = waiting.due();
            assertThat(add(Phase.ONGOING, 1)).hasSize(1);
            assertThat(waiting.due()).isEqualTo(due);
            now = due;
        }
        assertThat(waiting.tries()).isEqualTo(4);
        assertThat(waiting.size()).isEqualTo(1);
    }

    @Test
    public void whatIsInHandIsNeitherOvertakenNorGivenUp() {
        add(Phase.ONGOING, 1);
        assertThat(tryAll(List.of(1))).hasSize(1);
        now += 1000;
        assertThat(take()).hasSize(1);
        assertThat(add(Phase.ONGOING, 1)).isEmpty();
        assertThat(waiting.expire(NOON.plusSeconds(2))).isEmpty();
        assertThat(texts(waiting.failed("timeout", now, TERMS))).containsExactly("ONGOING 1");
        assertThat(waiting.size()).isEqualTo(1);
    }

    @Test
    public void whatIsTooOldIsTakenOutWithWhatWaitsBehindIt() {
        add(Phase.STARTED, 1);
        add(Phase.STARTED, 2);
        add(Phase.ENDED, 1);
        assertThat(tryAll(List.of(1, 2))).hasSize(2);
        assertThat(texts(waiting.expire(NOON.plusSeconds(2)))).containsExactly("STARTED 1", "ENDED 1");
        now += 1000;
        assertThat(tryAll(List.of())).containsExactly("STARTED 2");
    }

    @Test
    public void oneThatComesBackIsInItsOldPlace() {
        add(Phase.STARTED, 1);
        assertThat(tryAll(List.of(1))).hasSize(1);
        Letter started = waiting.expire(NOON.plusSeconds(2)).get(0);
        add(Phase.ENDED, 1);
        assertThat(tryAll(List.of(1))).containsExactly("ENDED 1");
        waiting.add(started.again(NOON.plusSeconds(9)));
        waiting.wake();
        assertThat(tryAll(List.of())).containsExactly("STARTED 1", "ENDED 1");
    }

    @Test
    public void whatWaitsIsTriedAtOnceWhenItIsWoken() {
        for (int host = 1; host < 9; host++) {
            add(Phase.STARTED, host);
        }
        assertThat(tryAll(List.of(1, 2, 3, 4, 5, 6, 7, 8))).hasSize(3);
        assertThat(waiting.due()).isGreaterThan(now);
        waiting.wake();
        assertThat(tryAll(List.of())).hasSize(8);
    }
}
