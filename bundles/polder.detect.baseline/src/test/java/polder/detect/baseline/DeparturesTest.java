// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;
import polder.api.attack.Level;

public class DeparturesTest {
    private static final int HOST = 0;
    private static final int NETWORK = 2;
    private static final int GROUP = 3;

    private static Days learned(String... settings) {
        Days days = new Days(settings).pass(8 * Days.DAY);
        assertThat(days.found).isEmpty();
        return days;
    }

    private static List<Integer> rows(Days days) {
        return days.found.stream().map(Days.Found::row).distinct().toList();
    }

    @Test
    public void aDepartureIsReportedWithWhatIsUsualAtThatHour() {
        Days days = learned("hosts", "alert", "networks", "warn");
        days.pass(1, second -> 160_000);
        assertThat(rows(days)).containsExactly(HOST, NETWORK, GROUP);
        Days.Found host = days.found.get(0);
        assertThat(host.fired().level()).isEqualTo(Level.ALERT);
        assertThat(host.fired().metric()).isEqualTo(Days.METRIC);
        assertThat(host.fired().observed()).isEqualTo(160_000);
        assertThat(host.fired().limit()).isBetween(120_000L, 159_000L);
        assertThat(host.fired().reason())
                .startsWith("incoming 160 kpps (moving average), usual on tue 00:00-01:00 are ")
                .contains("kpps, a departure is over ");
        assertThat(days.found.get(2).fired().reason()).startsWith("group web incoming 161 kpps");
        assertThat(days.found.get(2).fired().level()).isEqualTo(Level.WARN);
    }

    @Test
    public void whatIsUsualInTheEveningIsADepartureInTheMorning() {
        Days days = learned("hosts", "warn", "factor", "3");
        days.pass(8 * Days.HOUR).pass(1, second -> 40_000);
        assertThat(rows(days)).contains(HOST);
        days.found.clear();
        days.pass(12 * Days.HOUR).pass(1, second -> 40_000);
        assertThat(days.found).isEmpty();
    }

    @Test
    public void aTwinJudgesByTheHourOfItsOwnWindows() {
        Days days = learned("hosts", "warn", "factor", "3");
        long[] week = days.week();
        Departures twin = days.departures.twin();
        days.window.set(0, Days.METRIC, 40_000);
        days.window.nanos = (Days.MONDAY + 20 * Days.HOUR) * 1_000_000_000L;
        twin.judge(days.window, (row, fired) -> days.found.add(new Days.Found(row, fired)));
        assertThat(days.found).isEmpty();
        days.window.nanos = (Days.MONDAY + 8 * Days.HOUR) * 1_000_000_000L;
        twin.judge(days.window, (row, fired) -> days.found.add(new Days.Found(row, fired)));
        assertThat(rows(days)).contains(HOST);
        assertThat(days.found.get(0).fired().reason()).contains("usual on mon 08:00-09:00 are");
        assertThat(days.week()).isEqualTo(week);
    }

    @Test
    public void asInstalledGroupsAloneAreReportedAndAsAWarning() {
        Days days = learned();
        days.pass(1, second -> 200_000);
        assertThat(rows(days)).containsExactly(GROUP);
        assertThat(days.found.get(0).fired().level()).isEqualTo(Level.WARN);
    }

    @Test
    public void nothingIsReportedBeforeEnoughIsLearned() {
        Days days = new Days("hosts", "warn", "learn.min", "3d").pass(3 * Days.DAY - Days.HOUR);
        days.pass(1, second -> 500_000);
        assertThat(days.found).isEmpty();
        days.pass(2 * Days.HOUR).pass(1, second -> 500_000);
        assertThat(rows(days)).containsExactly(HOST, GROUP);
    }

    @Test
    public void whatIsBelowTheFloorIsNoDeparture() {
        Days days = new Days("hosts", "warn", "floor.packets", "300kpps").pass(8 * Days.DAY);
        days.pass(1, second -> 299_000);
        assertThat(days.found).isEmpty();
        days.pass(1, second -> 301_000);
        assertThat(rows(days)).containsExactly(HOST, GROUP);
    }

    @Test
    public void aHostThatWasQuietSoFarIsJudgedByTheFloor() {
        Days days = new Days("hosts", "warn").pass(8 * Days.DAY, second -> 200);
        assertThat(days.learning.hosts.curve(0, 0)).isZero();
        days.pass(600, second -> 21_000);
        assertThat(days.found.stream().filter(one -> one.row() == HOST)).hasSize(600);
    }

    @Test
    public void ofSampledTrafficTheLowerBoundCounts() {
        Days days = learned("hosts", "warn");
        days.window.samples = 120;
        days.pass(1, second -> 130_000);
        assertThat(days.found).isEmpty();
        days.pass(1, second -> 400_000);
        assertThat(rows(days)).containsExactly(HOST, GROUP);
    }
}
