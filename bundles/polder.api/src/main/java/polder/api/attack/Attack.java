// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/**
 * An attack as it stands at one moment. Immutable, safe to keep.
 *
 * @param id its own for ever, also after a restart
 * @param target a host (a prefix of full length) or a network
 * @param state where in its life it is
 * @param group the host group whose limits applied
 * @param detector who found it; {@code manual} for a ban by hand
 * @param metric what was too much at the start; null for a ban by hand
 * @param observed its rate when the attack started
 * @param limit what it should have stayed below
 * @param peak the highest rate of that metric so far
 * @param reason a sentence for people
 * @param startRates all rates of the target when the attack started
 * @param rates all rates of the target when it was last over its limit
 * @param since when it started
 * @param lastOver when it was last over its limit
 * @param ended when it ended, or null
 * @param hold how long it has to stay below its limit before it is over
 * @param banTime how long it is kept at least, from its start; zero for no minimum. A ban by hand of zero lasts until released
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
        Duration banTime) {
    /** The name of the detector of bans by hand. */
    public static final String MANUAL = "manual";

    /** Where in its life an attack is. */
    public enum State {
        /** Over its limit within the hold time. */
        ACTIVE,
        /** Below its limit, kept until its ban time is over. */
        HELD,
        ENDED
    }

    public boolean isManual() {
        return detector.equals(MANUAL);
    }
}
