// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Speaker.Peer;
import polder.api.mitigation.Speaker.Standing;

/** A way to speak with ExaBGP. Used by the speaker's thread. */
interface Way extends AutoCloseable {
    /**
     * Brings ExaBGP closer to what is wanted.
     *
     * @param routes by their keys; null when nobody has said yet what is wanted, so that nothing may be changed
     * @param standings gets how each stands
     * @return the routers, empty when it is not known
     * @throws IOException when ExaBGP is away, in words for an operator
     */
    List<Peer> round(@Nullable Map<String, Route> routes, Map<Announcement, Standing> standings)
            throws IOException, InterruptedException;

    /** How long it may be left alone, in milliseconds. */
    long idle();

    @Override
    void close();
}
