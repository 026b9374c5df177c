// SPDX-License-Identifier: Apache-2.0
package polder.api.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.attack.Attack;

/**
 * What came of a replay.
 *
 * @param decoder that was used
 * @param begin time of the first packet
 * @param length from the first packet to the last, in the time of the recording
 * @param took how long the replay took
 * @param packets read, frames or datagrams
 * @param flows decoded
 * @param filtered flows left out by filters
 * @param rejects what gave no flow, by reason
 * @param attacks and warnings, the first first, by the limits there are
 * @param changes what other limits do; empty when none were to be tried
 * @param notes what to know of it, such as parts of the appliance that could not take part
 */
@ProviderType
public record Replay(
        String decoder,
        Instant begin,
        Duration length,
        Duration took,
        long packets,
        long flows,
        long filtered,
        Map<String, Long> rejects,
        List<Attack> attacks,
        List<Change> changes,
        List<String> notes) {
    /**
     * An attack by the limits there are, by the others, or by both.
     *
     * @param now by the limits there are, or null
     * @param then by the others, or null
     */
    public record Change(@Nullable Attack now, @Nullable Attack then) {
        public Change {
            if (now == null && then == null) {
                throw new IllegalArgumentException("an attack by no limits");
            }
        }

        /** Whether the limits make no difference to it. */
        public boolean isNone() {
            return now != null
                    && then != null
                    && now.since().equals(then.since())
                    && now.lastOver().equals(then.lastOver())
                    && now.level() == then.level()
                    && (now.actedSince() == null) == (then.actedSince() == null);
        }
    }

    public Replay {
        rejects = Map.copyOf(rejects);
        attacks = List.copyOf(attacks);
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }
}
