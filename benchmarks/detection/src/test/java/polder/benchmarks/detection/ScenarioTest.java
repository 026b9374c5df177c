// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;
import polder.api.traffic.Direction;
import polder.benchmarks.detection.Event.Shape;
import polder.wire.Address;
import polder.wire.Prefix;

public class ScenarioTest {
    private static final Prefix HOST = Prefix.parse("198.18.32.1");
    private static final Prefix HOST_6 = Prefix.parse("2001:db8:b::2001");

    /** Every kind once, in both families, in all shapes. */
    static Scenario small(long seed) {
        Scenario scenario = new Scenario(seed, Truth.LIMITS, 115);
        int n = 0;
        for (Kind kind : Kind.values()) {
            Direction direction = n % 3 == 2 ? Direction.OUTGOING : Direction.INCOMING;
            scenario.happens(kind, n % 2 == 0 ? HOST : HOST_6, direction, 0.2, Shape.values()[n % 4], 10);
            n++;
        }
        return scenario;
    }

    private static Truth play(Scenario scenario) {
        Truth truth = new Truth();
        scenario.play(truth);
        return truth;
    }

    @Test
    public void theSameSeedGivesTheSamePackets() {
        Truth one = play(small(7));
        assertThat(one.packets).isGreaterThan(1_000_000);
        assertThat(play(small(7)).hash).isEqualTo(one.hash);
        assertThat(play(small(8)).hash).isNotEqualTo(one.hash);
        assertThat(new Scenario(3, Truth.LIMITS).events()).isEqualTo(new Scenario(3, Truth.LIMITS).events());
    }

    @Test
    public void anEventSendsAsManyPacketsAsItSays() {
        Scenario scenario = small(1);
        Truth truth = play(scenario);
        for (Event event : scenario.events()) {
            double expected = 0;
            for (long at = event.start(); at < event.end(); at += 1_000_000) {
                expected += event.rate(at) / 1000;
            }
            double error = 5 * Math.sqrt(expected) + event.packetsPerSecond() * Scenario.SLOT / Scenario.SECOND;
            assertThat((double) truth.packetsOfEvent.getOrDefault(event.id(), 0L))
                    .as(event.toString())
                    .isCloseTo(expected, within(error));
        }
    }

    @Test
    public void packetsAreThoseOfTheirEvent() {
        Scenario scenario = small(2);
        scenario.play(new Observer() {
            private long now = Scenario.BEGIN;

            @Override
            public void packets(Parcel parcel) {
                assertThat(parcel.nanos).isGreaterThanOrEqualTo(now);
                assertThat(parcel.last()).isLessThan(now + Scenario.SLOT);
                Event event = parcel.event;
                if (event != null) {
                    boolean out = event.direction() == Direction.OUTGOING;
                    Address own = out
                            ? new Address(parcel.fromHigh, parcel.fromLow)
                            : new Address(parcel.toHigh, parcel.toLow);
                    Address other = out
                            ? new Address(parcel.toHigh, parcel.toLow)
                            : new Address(parcel.fromHigh, parcel.fromLow);
                    assertThat(event.target().contains(own)).isTrue();
                    assertThat(other.isV4()).isEqualTo(own.isV4());
                    assertThat(Networks.ALL.contains(other)).isFalse();
                    assertThat(parcel.nanos).isBetween(event.start(), event.end() - 1);
                }
            }

            @Override
            public void until(long nanos) {
                now = nanos;
            }
        });
    }

    @Test
    public void everyAttackHasATargetOfItsOwnAndAllIsThere() {
        List<Event> events = new Scenario(1, Truth.LIMITS).events();
        List<Event> attacks =
                events.stream().filter(event -> event.kind().isAttack()).toList();
        assertThat(attacks.stream().map(Event::target)).doesNotHaveDuplicates();
        Set<Kind> kinds = attacks.stream().map(Event::kind).collect(Collectors.toSet());
        assertThat(kinds).hasSizeGreaterThan(15);
        assertThat(attacks.stream().map(Event::multiple)).contains(0.85, 1.2, 2.0, 5.0, 20.0);
        assertThat(attacks.stream().map(Event::direction)).contains(Direction.INCOMING, Direction.OUTGOING);
        assertThat(attacks.stream().map(event -> event.target().base().isV4())).contains(true, false);
        assertThat(attacks.stream().map(event -> event.target().length())).contains(24, 20);
        assertThat(attacks.stream().filter(event -> event.multiple() < 1)).noneMatch(Event::isToBeFound);
        assertThat(events.stream().filter(event -> !event.kind().isAttack())).noneMatch(Event::isToBeFound);
    }

    @Test
    public void anAttackIsOverItsLimitFromTheMomentTheTruthSays() {
        for (Event event : new Scenario(4, Truth.LIMITS).events()) {
            if (event.isToBeFound() && event.target().isHost()) {
                double limit = event.packetsPerSecond() / event.multiple();
                assertThat(event.rate(event.over() + 1_000_000))
                        .as(event.toString())
                        .isGreaterThanOrEqualTo(limit);
                assertThat(event.rate(event.over() - 100_000_000)).isLessThan(limit);
            }
        }
    }
}
