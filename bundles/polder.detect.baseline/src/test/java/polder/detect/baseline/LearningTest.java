// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public class LearningTest {
    private static final long ATTACK = 1_000_000;

    private static long highest(int slot) {
        long highest = 0;
        for (int at = -Days.HOUR; at < 2 * Days.HOUR; at += 300) {
            highest = Math.max(highest, Days.curve(slot * 3600L + at));
        }
        return highest;
    }

    @Test
    public void theCurveOfTheDayIsLearnedForEachHourOfTheWeek() {
        long[] week = new Days().pass(8 * Days.DAY).week();
        for (int slot = 0; slot < Week.HOURS; slot++) {
            assertThat((double) week[slot]).isBetween(0.85 * highest(slot), 1.25 * highest(slot));
        }
        assertThat(week[20]).isGreaterThan(6 * week[8]);
    }

    @Test
    public void theWeekendIsLearnedApart() {
        Days days =
                new Days().pass(15 * Days.DAY, second -> (second - Days.MONDAY) / Days.DAY % 7 < 5 ? 40_000 : 6_000);
        assertThat(days.usual(4 * 24 + 12)).isBetween(40_000L, 45_000L);
        assertThat(days.usual(5 * 24 + 12)).isBetween(6_000L, 6_800L);
    }

    @Test
    public void tenMinutesOfAnAttackNobodyKnowsOfTeachNothing() {
        Days days = new Days().pass(2 * Days.DAY + 10 * Days.HOUR + 600);
        days.pass(595, second -> ATTACK).pass(6 * Days.DAY - 10 * Days.HOUR - 1195);
        assertThat(days.week()).isEqualTo(new Days().pass(8 * Days.DAY).week());
    }

    @Test
    public void anHourOfAnAttackNobodyKnowsOfIsTwiceTheUsualAtMost() {
        long[] clean = new Days().pass(9 * Days.DAY).week();
        for (int start : List.of(0, 10, 58)) {
            Days days = new Days().pass(start * (long) Days.HOUR);
            days.pass(Days.HOUR, second -> ATTACK).pass(9 * Days.DAY - (start + 1L) * Days.HOUR);
            long[] week = days.week();
            int raised = 0;
            for (int slot = 0; slot < Week.HOURS; slot++) {
                assertThat(week[slot]).isLessThanOrEqualTo((long) (2.6 * clean[slot]));
                raised += week[slot] > 1.13 * clean[slot] ? 1 : 0;
            }
            assertThat(raised).isLessThanOrEqualTo(4);
        }
    }

    @Test
    public void anAttackThatIsKnownTeachesNothing() {
        Days days = new Days().pass(2 * Days.DAY + 10 * Days.HOUR);
        days.attacks = List.of(Days.attack("10.0.0.0", "web", days.second));
        days.pass(3 * Days.HOUR, second -> ATTACK);
        days.attacks = List.of();
        days.pass(6 * Days.DAY - 13 * Days.HOUR);
        long[] clean = new Days().pass(8 * Days.DAY).week();
        long[] week = days.week();
        for (int slot = 0; slot < Week.HOURS; slot++) {
            // the hours in question are known from the others alone
            assertThat(week[slot]).isLessThanOrEqualTo(Math.max(clean[slot], 30_000));
        }
        Kept group = days.learning.of("web");
        assertThat(group).isNotNull();
        assertThat(Scale.rate(days.learning.curves.highest(group.curves[0] - 1)))
                .isLessThan(46_000);
    }

    @Test
    public void moreTrafficForGoodBecomesUsualWithinTwoWeeks() {
        Days days = new Days().pass(14 * Days.DAY).pass(14 * Days.DAY, second -> 5 * Days.curve(second));
        for (int slot = 0; slot < Week.HOURS; slot++) {
            assertThat((double) days.usual(slot)).isGreaterThan(4 * highest(slot) * 0.8);
        }
    }

    @Test
    public void aNightlyBackupIsUsualAfterAWeek() {
        Days days = new Days().pass(8 * Days.DAY, second -> second % Days.DAY / Days.HOUR == 2 ? 300_000 : 2_000);
        assertThat(days.usual(2)).isBetween(300_000L, 340_000L);
        assertThat(days.usual(12)).isLessThan(2_300);
    }

    @Test
    public void darkAddressesThatSendNothingAreNotKept() {
        Days days = new Days();
        for (int i = 0; i < 10; i++) {
            days.window.nanos = (Days.MONDAY + i) * 1_000_000_000L;
            days.window.set(0, Days.METRIC, 100).set(1, Days.METRIC, 2_000);
            days.learning.learn(days.window, List::of);
        }
        assertThat(days.learning.hosts.size()).isEqualTo(1);
    }

    @Test
    public void whatIsGoneForLongIsForgotten() {
        Days days = new Days("forget", "2d").pass(Days.DAY);
        assertThat(days.learning.hosts.size()).isEqualTo(2);
        days.second += 3 * Days.DAY;
        FakeWindow empty = new FakeWindow(0);
        for (int i = 0; i < 2; i++) {
            empty.nanos = (days.second + i) * 1_000_000_000L;
            days.learning.learn(empty, List::of);
        }
        assertThat(days.learning.hosts.size()).isZero();
        assertThat(days.learning.counters().get("groups.and.networks")).isEqualTo(2);
    }
}
