// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.attack.Rule;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

public class LetterJsonTest {
    private static final String REASON = "\"104\" kpps\\, tab\t, line\n, \u00e9\u4e2d\ud83d\ude00 </a>";
    private final Random random = new Random(7);

    @Test
    public void everyFieldComesBackAsItWas() {
        for (Phase phase : Phase.values()) {
            for (Action action : Action.values()) {
                for (Level level : Level.values()) {
                    same(letter(new AttackEvent(phase, action, attack(level, true), instant()), instant()));
                    same(letter(new AttackEvent(phase, action, attack(level, false), instant()), null));
                }
            }
        }
    }

    private static void same(Letter letter) {
        String text = LetterJson.write(letter);
        assertThat(text).doesNotContain("\n");
        assertThat(LetterJson.read(letter.number(), text)).isEqualTo(letter);
    }

    private Letter letter(AttackEvent event, Instant died) {
        return new Letter(random.nextLong(), "polder.notify.script-a b", event, instant(), 17, REASON, died);
    }

    private Instant instant() {
        return Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000), random.nextInt(1_000_000_000));
    }

    private Duration duration() {
        return Duration.ofNanos(random.nextLong(Long.MAX_VALUE));
    }

    private Rates rates() {
        return new Rates(random.longs(Metric.COUNT, 0, Long.MAX_VALUE).toArray());
    }

    /** @param all whether what may be missing is there */
    private Attack attack(Level level, boolean all) {
        Attack.State[] states = Attack.State.values();
        Direction[] directions = Direction.values();
        return new Attack(
                new UUID(random.nextLong(), random.nextLong()),
                Prefix.parse(all ? "2001:db8::/48" : "192.0.2.1/32"),
                states[random.nextInt(states.length)],
                "web \"1\"",
                "polder.detect.threshold",
                all ? Metric.all().get(random.nextInt(Metric.COUNT)) : null,
                random.nextLong(),
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                REASON,
                all ? rates() : Rates.NONE,
                rates(),
                instant(),
                instant(),
                all ? instant() : null,
                duration(),
                duration(),
                level,
                directions[random.nextInt(directions.length)],
                all ? List.of(rule(level, true), rule(level, false)) : List.of(),
                random.nextLong(),
                random.nextLong(),
                all,
                all ? instant() : null,
                all ? "" : REASON,
                all ? List.of("mail", "script-noc") : List.of());
    }

    private Rule rule(Level level, boolean all) {
        return new Rule(
                "d|1",
                level,
                all ? Metric.OUT_DROPPED_FLOWS : null,
                "g",
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                all ? Long.MAX_VALUE : random.nextLong(),
                REASON,
                instant(),
                instant());
    }

    @Test
    public void whatAnotherVersionHasAddedIsNoObstacle() {
        Letter letter = letter(new AttackEvent(Phase.STARTED, attack(Level.ALERT, true), instant()), null);
        String text = LetterJson.write(letter);
        String later = text.replaceFirst("\\{", "{\"colour\":{\"of\":[\"what\",1,null]},")
                .replace("\"start.rates\":{", "\"start.rates\":{\"in.quic.packets\":12,");
        assertThat(later).isNotEqualTo(text);
        assertThat(LetterJson.read(letter.number(), later)).isEqualTo(letter);
    }

    @Test
    public void whatIsNoLetterIsRefusedWhateverItIs() {
        String text =
                LetterJson.write(letter(new AttackEvent(Phase.STARTED, attack(Level.ALERT, true), instant()), null));
        for (String wrong : List.of("", "[]", "{}", "null", "\"x\"", text.replace("STARTED", "BEGUN"))) {
            assertThatThrownBy(() -> LetterJson.read(1, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int end = 0; end < text.length(); end += 7) {
            String cut = text.substring(0, end);
            assertThatThrownBy(() -> LetterJson.read(1, cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
