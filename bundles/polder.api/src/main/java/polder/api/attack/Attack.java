// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/**
 * An attack as it stands at one moment: one target in one direction, however many rules have fired. Immutable, safe to keep. At level
 * {@link Level#WARN} it is a warning and no attack yet. Detector, metric, observed, limit and reason are those of the rule that was
 * the worst when it started.
 *
 * @param id its own for ever, also after a restart
 * @param target a host (a prefix of full length) or a network
 * @param state where in its life it is
 * @param group the host group whose limits applied
 * @param detector who found it; {@code manual} for a ban by hand
 * @param metric what was too much at the start; null for a ban by hand, and where it was something else
 * @param observed how much there was when the attack started
 * @param limit what it should have stayed below
 * @param peak the highest rate of that metric so far
 * @param reason a sentence for people
 * @param startRates all rates of the target when the attack started
 * @param rates all rates of the target when it was last over its limit
 * @param since when it started
 * @param lastOver when it was last over its limit
 * @param ended when it ended, or null
 * @param hold how long it has to stay below its limit before it is over
 * @param banTime how long it is acted on at least, from when that began; zero for no minimum. A ban by hand of zero lasts until released
 * @param level the highest that fires; when it is held or has ended, the highest it had
 * @param direction of its traffic; {@link Direction#OTHER} for a ban by hand, which is of both
 * @param rules that have fired, the first first; a bounded number
 * @param packets how many came while it was over its limits, in its direction, scaled by sampling
 * @param bytes of these
 * @param acting whether those who act have been told to, and not yet to end it
 * @param actedSince when they were last told to, or null when they never were
 * @param why nobody acts on it, or no longer; empty while somebody does
 * @param actions names of the routes that are told of it, as its group had them when it began; empty for all
 */
@ProviderType
public record Attack(
        UUID id,
        Prefix target,
        State state,
        String group,
        String detector,
        @Nullable Metric metric,
        long observed,
        long limit,
        long peak,
        String reason,
        Rates startRates,
        Rates rates,
        Instant since,
        Instant lastOver,
        @Nullable Instant ended,
        Duration hold,
        Duration banTime,
        Level level,
        Direction direction,
        List<Rule> rules,
        long packets,
        long bytes,
        boolean acting,
        @Nullable Instant actedSince,
        String why,
        List<String> actions) {
    /** The name of the detector of bans by hand. */
    public static final String MANUAL = "manual";

    /** What the reason of one begins with that was found where an attack was made up. */
    public static final String SIMULATED = "simulated: ";

    /** Where in its life an attack is. */
    public enum State {
        /** Over its limit within the hold time. */
        ACTIVE,
        /** Below its limit, kept until its ban time is over. */
        HELD,
        ENDED
    }

    public Attack {
        rules = List.copyOf(rules);
        actions = List.copyOf(actions);
    }

    /** An alert that is acted on from its start to its end, with no rules and nothing counted. */
    public Attack(
            UUID id,
            Prefix target,
            State state,
            String group,
            String detector,
            @Nullable Metric metric,
            long observed,
            long limit,
            long peak,
            String reason,
            Rates startRates,
            Rates rates,
            Instant since,
            Instant lastOver,
            @Nullable Instant ended,
            Duration hold,
            Duration banTime) {
        this(
                id,
                target,
                state,
                group,
                detector,
                metric,
                observed,
                limit,
                peak,
                reason,
                startRates,
                rates,
                since,
                lastOver,
                ended,
                hold,
                banTime,
                Level.ALERT,
                metric == null ? Direction.OTHER : metric.direction(),
                List.of(),
                0,
                0,
                ended == null,
                since,
                "",
                List.of());
    }

    public boolean isManual() {
        return detector.equals(MANUAL);
    }

    /** Whether it was found where an attack was made up, so that it is most likely that. */
    public boolean isSimulated() {
        return reason.startsWith(SIMULATED);
    }

    /** Whether it has not become an attack (yet). */
    public boolean isWarning() {
        return level == Level.WARN;
    }
}
