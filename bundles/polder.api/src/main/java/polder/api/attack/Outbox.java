// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The events that notification routes have still to take, kept on disk until they have. A service; any thread may call it. */
@ProviderType
public interface Outbox {
    /** Every route there is, and every one that is away and for which events wait; by name. */
    List<Route> routes();

    /** Events that were given up, the oldest first; a bounded number. */
    List<Dead> dead();

    /** How many of those that were given up have made room for later ones since the start. */
    long forgotten();

    /**
     * Has events tried again at once, whatever pause was to be made; dead ones as well, whose age begins anew. Dead ones of a route
     * that is not there stay where they are.
     *
     * @param name of a route; the id of a dead one, for all of its attack that are dead; or empty for all there are
     * @return how many events that are; -1 when nothing has that name
     */
    int retry(String name);

    /**
     * Sends an attack that never was through a route at once, marked by the header {@code PolderTest}, past all that waits and whatever
     * the route wants.
     *
     * @return what the server it went to has answered; empty when nobody knows
     * @throws IllegalArgumentException when there is no such route
     * @throws IOException when the route failed; the message says why
     */
    String test(String route) throws IOException;

    /**
     * A route and what waits for it.
     *
     * @param name its id
     * @param present whether it is there to take events
     * @param waiting events it has still to take, also the one it has in hand
     * @param oldest when the oldest of them came, or null when none waits
     * @param tries how often that one of them was tried which was tried most
     * @param failure what the last try failed with since the route last took an event; empty when none did
     * @param next when it is tried next, or null when nothing waits or the route is away
     * @param taken events it has taken
     * @param failed tries that failed
     * @param dropped events that found no room
     * @param overtaken news of progress left out, as newer news of that attack waited behind it
     */
    record Route(
            String name,
            boolean present,
            int waiting,
            @Nullable Instant oldest,
            int tries,
            String failure,
            @Nullable Instant next,
            long taken,
            long failed,
            long dropped,
            long overtaken) {}

    /**
     * An event that was given up.
     *
     * @param id its name here, for {@link #retry}
     * @param route that did not take it
     * @param event the event
     * @param since when it came, or was last taken up again
     * @param died when it was given up
     * @param tries how often it was tried since then
     * @param failure what the last try failed with; empty when there was none
     */
    record Dead(String id, String route, AttackEvent event, Instant since, Instant died, int tries, String failure) {}
}
