// SPDX-License-Identifier: Apache-2.0
package polder.api.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Address;

/**
 * Attacks made up to see that what is to happen does: frames of nobody go the way of all others, so that they are counted, found, kept as
 * evidence and told of. One at a time. A service; any thread may call it.
 */
@ProviderType
public interface Simulations {
    /** The most packets a second. */
    long MOST_RATE = 1_000_000;

    /** How long one lasts at most. */
    Duration MOST_TIME = Duration.ofMinutes(10);

    /** Names of the kinds of attack. */
    List<String> vectors();

    /**
     * Begins one, which ends by itself.
     *
     * @param target a host of ours that has no attack
     * @param vector one of {@link #vectors}
     * @param packetsPerSecond from 1 to {@link #MOST_RATE}
     * @param time longer than nothing, up to {@link #MOST_TIME}
     * @param act whether those who act are told to; else nobody is, whatever the host's group says
     * @param by whom and why, for the log
     * @throws IllegalArgumentException when that is not possible, with a message for the operator
     */
    Simulation start(Address target, String vector, long packetsPerSecond, Duration time, boolean act, String by);

    /** Ends it; empty when there is none. */
    Optional<Simulation> stop();

    /** The one there is: going on, or so shortly over that the attack on its target may be its doing. */
    Optional<Simulation> current();

    /**
     * A made-up attack.
     *
     * @param target its host
     * @param vector its kind
     * @param packetsPerSecond how much of it
     * @param begin when it began
     * @param end when it ends or has ended
     * @param act whether it is acted on
     */
    record Simulation(Address target, String vector, long packetsPerSecond, Instant begin, Instant end, boolean act) {}
}
