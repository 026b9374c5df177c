// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Announces routes through one BGP daemon. A service for each, found by its service property {@code service.pid}. It is told what is
 * wanted and never what to change, so that whatever dies and comes back, the daemon's table becomes what is wanted: it brings in what is
 * missing there and takes away what is there by Polder and not wanted, also what an earlier run left.
 */
@ConsumerType
public interface Speaker {
    /** The name an operator knows it by: {@code polder.bgp.exabgp-edge} of {@code etc/polder.bgp.exabgp-edge.cfg}. */
    String name();

    /** Whether it can announce this at all, by its daemon and cfg. */
    boolean takes(Announcement announcement);

    /**
     * Everything that is to be announced from now on, and nothing else. Returns at once: daemons are spoken to on a thread of the
     * speaker's own. Called at the start, with each change, and again when the speaker comes back.
     */
    void want(Set<Announcement> wanted);

    /** How each route stands that is wanted, or still there and no longer wanted. Any thread. */
    Map<Announcement, Standing> standings();

    /** The routers the daemon speaks with, as it last told; empty when it does not tell. Any thread. */
    List<Peer> peers();

    /** What is wrong with it and what to do about it, a sentence; empty when nothing is. Any thread. */
    String trouble();

    /**
     * How a route stands.
     *
     * @param state where it is
     * @param words the daemon's own where it gave some, or what is waited for; or empty
     */
    record Standing(State state, String words) {}

    /** Where a route is on its way. */
    enum State {
        /** Not yet told to the daemon, as it is away or has not answered. */
        WAITING,
        /** The daemon was told, and says nothing more. */
        SENT,
        /** The daemon has it: it said so, or it was read back from its table. */
        CONFIRMED,
        /** The daemon refuses it. */
        FAILED,
        /** No longer wanted, and not yet known to be gone. */
        LEAVING
    }

    /**
     * A router the daemon speaks with.
     *
     * @param address of its session
     * @param asn its AS number, zero when not known
     * @param up whether the session is established
     * @param words its state as the daemon says it
     * @param since how many seconds it has been so, negative when not known
     * @param sent routes announced to it, negative when not known
     */
    record Peer(String address, long asn, boolean up, String words, long since, long sent) {}
}
