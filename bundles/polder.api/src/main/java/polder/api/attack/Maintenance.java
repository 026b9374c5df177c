// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Prefix;

/**
 * Times of maintenance: attacks are found and told, but nobody begins to act on them. What is acted on already goes on and ends as
 * ever, and bans by hand are not concerned. Kept over restarts. A service; any thread may call it.
 */
@ProviderType
public interface Maintenance {
    /** Those that are not over, the first to end first. */
    List<Window> windows();

    /**
     * Starts one now; for a network that has one it takes its place.
     *
     * @param network whose attacks nobody acts on, or null for all
     * @param time longer than zero
     * @param reason said by whom it was done and why
     */
    Window start(@Nullable Prefix network, Duration time, String reason);

    /** Ends one; an attack that still goes on is then acted on. Empty when this network has none. */
    Optional<Window> stop(@Nullable Prefix network);

    /**
     * A time of maintenance.
     *
     * @param network of what, or null for all
     * @param from when it started
     * @param until when it ends by itself
     * @param reason by whom and why
     */
    record Window(@Nullable Prefix network, Instant from, Instant until, String reason) {
        /** Whether a target is of it, at this time. */
        public boolean covers(Prefix target, Instant at) {
            Prefix of = network;
            boolean inside = of == null || (of.contains(target.base()) && of.length() <= target.length());
            return inside && at.isBefore(until);
        }
    }
}
