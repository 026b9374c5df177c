// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Address;

/** The attacks there are, and bans by hand. A service; any thread may call it. */
@ProviderType
public interface Attacks {
    /** Attacks that have not ended, the newest first. */
    List<Attack> active();

    /** The last attacks that have ended, the newest first; a bounded number. */
    List<Attack> ended();

    Optional<Attack> find(UUID id);

    /**
     * Bans a host by hand: an attack like any other, by detector {@link Attack#MANUAL}.
     *
     * @param time how long; zero for until it is released
     * @param reason said by whom it was done and why
     * @throws IllegalArgumentException when the host is under attack or banned already
     */
    Attack ban(Address host, Duration time, String reason);

    /**
     * Ends an attack or ban at once. If the traffic is still over its limit a new attack starts after the group's hold time.
     *
     * @return the attack as it ended, or empty when there is none with this id that has not ended
     */
    Optional<Attack> release(UUID id, String reason);

    /** How delivery to each listener stands. */
    List<ListenerStatus> listeners();

    /**
     * Delivery to a listener.
     *
     * @param name its component
     * @param delivered events it has taken
     * @param failed events it threw an exception at
     * @param waiting events in its queue
     * @param dropped events lost because its queue was full
     * @param lastFailure what it last failed with, or empty
     */
    record ListenerStatus(String name, long delivered, long failed, int waiting, long dropped, String lastFailure) {}
}
