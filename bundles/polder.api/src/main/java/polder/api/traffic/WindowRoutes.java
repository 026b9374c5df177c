// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The routes that write the traffic somewhere every so often. They do their best: what a route has no time for is counted, and lost. A
 * service; any thread may call it.
 */
@ProviderType
public interface WindowRoutes {
    /** Every route there is, by name. */
    List<Route> routes();

    /**
     * Has a route take a snapshot of this moment at once, marked by the header {@code PolderTest}, and waits until it has.
     *
     * @return what the other end has answered; empty when it says nothing
     * @throws IllegalArgumentException when there is no such route
     * @throws IOException when the route failed; the message says why
     */
    String test(String route) throws IOException;

    /**
     * A route and how it does.
     *
     * @param name its id
     * @param from what it takes: {@code polder:windows} or {@code polder:status}
     * @param period how often it takes a snapshot
     * @param present whether it is there to take any
     * @param taken snapshots it has taken
     * @param failed snapshots it failed at; they are lost too
     * @param lost snapshots that were never given to it, as it was still busy with those before
     * @param failure what it failed with last; empty when it has taken one since
     * @param last when it last took one, or null when it never has
     */
    record Route(
            String name,
            String from,
            Duration period,
            boolean present,
            long taken,
            long failed,
            long lost,
            String failure,
            @Nullable Instant last) {}
}
