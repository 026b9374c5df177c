// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Address;

/** The attacks and warnings there are, and bans by hand. A service; any thread may call it. */
@ProviderType
public interface Attacks {
    /** Attacks that have not ended, the newest first. */
    List<Attack> active();

    /** The last attacks that have ended, the newest first; a bounded number. */
    List<Attack> ended();

    Optional<Attack> find(UUID id);

    /**
     * Bans a host by hand: an attack like any other, by detector {@link Attack#MANUAL}. It is acted on whatever its group, a
     * maintenance or the most bans at once say. An attack on that host that nobody acts on ends with it.
     *
     * @param time how long; zero for until it is released
     * @param reason said by whom it was done and why
     * @throws IllegalArgumentException when the host is acted on or banned already, or a {@link Veto} is against it
     */
    Attack ban(Address host, Duration time, String reason);

    /**
     * Ends an attack or ban at once. If the traffic is still over its limit a new attack starts after the group's hold time.
     *
     * @return the attack as it ended, or empty when there is none with this id that has not ended
     */
    Optional<Attack> release(UUID id, String reason);

    /** What was decided and done about an attack, the oldest first; a bounded number, in which starts, ends and failures go last. */
    List<Step> steps(UUID id);

    /**
     * How a listener's own listener (a route, say) took an event, so that {@link #steps} knows of it.
     *
     * @param who its name
     * @param failure what it failed with, or empty
     */
    void took(AttackEvent event, String who, String failure);

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
