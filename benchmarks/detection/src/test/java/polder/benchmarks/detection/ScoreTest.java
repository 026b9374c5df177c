// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import polder.api.traffic.Direction;
import polder.benchmarks.detection.Event.Shape;
import polder.wire.Prefix;

public class ScoreTest {
    private static final long S = Scenario.SECOND;
    private final List<Event> events = new ArrayList<>();
    private final List<Alarm> alarms = new ArrayList<>();

    private void event(Kind kind, String target, double multiple) {
        Prefix prefix = Prefix.parse(target);
        events.add(
                new Event(events.size(), kind, prefix, Direction.INCOMING, multiple, 1, Shape.STEADY, 100 * S, 50 * S));
    }

    private void alarm(String target, Direction direction, long second) {
        alarms.add(new Alarm(Prefix.parse(target), direction, second * S, ""));
    }

    private Score score() {
        return new Score(events, alarms, 2 * S);
    }

    @Test
    public void theFirstAlarmCountsAndOthersAreRepeats() {
        event(Kind.SYN, "198.18.0.1", 2);
        event(Kind.SYN, "198.18.0.2", 2);
        alarm("198.18.0.1", Direction.INCOMING, 130);
        alarm("198.18.0.1", Direction.INCOMING, 101);
        Tally tally = new Tally(List.of(score()));
        assertThat(tally.row(any -> true).found()).isEqualTo(1);
        assertThat(tally.row(any -> true).attacks).isEqualTo(2);
        assertThat(tally.row(any -> true).median()).isEqualTo(1);
        assertThat(tally.repeats()).isEqualTo(1);
        assertThat(tally.precision()).isEqualTo(1);
    }

    @Test
    public void anAlarmOutOfTimeOrDirectionIsFalse() {
        event(Kind.SYN, "198.18.0.1", 2);
        alarm("198.18.0.1", Direction.OUTGOING, 101);
        alarm("198.18.0.1", Direction.INCOMING, 99);
        alarm("198.18.0.1", Direction.INCOMING, 153);
        assertThat(score().wrong()).hasSize(3);
        assertThat(score().wrong().get(0).cause()).endsWith("out of its time or direction");
    }

    @Test
    public void whatIsBelowItsLimitOrNoAttackIsFalse() {
        event(Kind.SYN, "198.18.0.1", 0.85);
        event(Kind.SPEED_TEST, "198.18.0.2", 2);
        alarm("198.18.0.1", Direction.INCOMING, 101);
        alarm("198.18.0.2", Direction.INCOMING, 101);
        alarm("198.18.0.3", Direction.INCOMING, 101);
        assertThat(score().wrong())
                .extracting(Score.False::cause)
                .containsExactly(
                        "attack below its limit, 0.85 × its limit",
                        "speed test, 2.00 × its limit",
                        "nothing but the background");
    }

    @Test
    public void aCarpetIsFoundByItsPrefixNotByItsHosts() {
        event(Kind.CARPET, "198.18.160.0/24", 5);
        alarm("198.18.160.7", Direction.INCOMING, 101);
        assertThat(score().wrong()).hasSize(1);
        alarm("198.18.160.0/23", Direction.INCOMING, 102);
        assertThat(score().found().values()).containsExactly(alarms.get(1));
    }
}
