// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.Test;
import polder.api.traffic.ProposedLimit;

public class ProposalsTest {
    private static ProposedLimit packets(Days days) {
        List<ProposedLimit> all = Proposals.of(days.learning, 2);
        assertThat(all).allMatch(one -> one.group().equals("web"));
        return all.stream()
                .filter(one -> one.metric() == Days.METRIC)
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void aLimitIsProposedWithItsEvidence() {
        ProposedLimit limit = packets(new Days().pass(8 * Days.DAY));
        assertThat(limit.usual()).isBetween(40_000L, 45_000L);
        assertThat(limit.limit()).isBetween(80_000L, 91_000L);
        assertThat(limit.limit() % 1000).isZero();
        assertThat(limit.highest()).isEqualTo(40_000);
        assertThat(limit.busiest()).hasToString("10.0.0.0");
        assertThat(limit.at()).isBetween(Instant.parse("2026-01-05T19:59:00Z"), Instant.parse("2026-01-12T20:01:00Z"));
        assertThat(limit.since()).isEqualTo(Instant.parse("2026-01-05T00:00:00Z"));
        assertThat(limit.hours()).isBetween(191, 192);
        assertThat(limit.hoursLeftOut()).isZero();
        assertThat(limit.hosts()).isEqualTo(2);
    }

    @Test
    public void hoursOfAnAttackNobodyKnowsOfAreLeftOut() {
        Days days = new Days().pass(3 * Days.DAY);
        days.pass(2 * Days.HOUR, second -> 2_000_000).pass(5 * Days.DAY);
        ProposedLimit limit = packets(days);
        assertThat(limit.hoursLeftOut()).isEqualTo(2);
        assertThat(limit.limit()).isBetween(80_000L, 91_000L);
        assertThat(limit.highest()).isEqualTo(40_000);
    }

    @Test
    public void anAttackInTheFirstHourIsNotTakenForUsualTraffic() {
        ProposedLimit limit =
                packets(new Days().pass(Days.HOUR, second -> 2_000_000).pass(5 * Days.DAY));
        assertThat(limit.limit()).isLessThan(200_000);
    }

    @Test
    public void nothingIsProposedBeforeAnHourIsLearned() {
        assertThat(Proposals.of(new Days().pass(1000).learning, 2)).isEmpty();
    }

    @Test
    public void limitsHaveTwoFigures() {
        assertThat(Proposals.round(1)).isEqualTo(1);
        assertThat(Proposals.round(0)).isEqualTo(1);
        assertThat(Proposals.round(84_100)).isEqualTo(85_000);
        assertThat(Proposals.round(1_200_000_001)).isEqualTo(1_300_000_000);
    }
}
