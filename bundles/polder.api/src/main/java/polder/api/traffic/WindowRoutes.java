// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
     * Has a route take a snapshot of this moment, as a test, and waits until it has.
     *
     * @param name its id
     * @return what came of it; empty when there is no such route
     */
    Optional<Answer> test(String name);

    /**
     * What came of a test.
     *
     * @param failure what it failed with; empty when it did not
     * @param text what the other end answered; empty when it says nothing
     */
    record Answer(String failure, String text) {}

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
