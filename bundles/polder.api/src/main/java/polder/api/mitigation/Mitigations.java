// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.attack.Attack;

/** What is announced, what waits for approval, and what was. A service; any thread may call it. */
@ProviderType
public interface Mitigations {
    /** Those that are not over, the newest first. */
    List<Mitigation> active();

    /** The last ones that are over, the newest first; a bounded number. */
    List<Mitigation> over();

    Optional<Mitigation> find(UUID id);

    /**
     * Announces one that is pending, or observed.
     *
     * @param who decides, for the audit log
     * @throws IllegalStateException when it is neither
     * @throws IllegalArgumentException when there is none, or the guard is against it; the message says why
     */
    Mitigation approve(UUID id, String who);

    /** Has one that is pending or observed never be announced for its attack. As {@link #approve}. */
    Mitigation reject(UUID id, String who, String why);

    /** Withdraws what is announced; its attack does not announce it again. As {@link #approve}. */
    Mitigation withdraw(UUID id, String who, String why);

    /**
     * Announces by hand.
     *
     * @param time for how long; zero for until it is withdrawn
     * @throws IllegalArgumentException when the guard is against it; the message says why
     */
    Mitigation announce(Announcement what, Duration time, String who, String why);

    /**
     * How somebody that is no {@link Speaker} (a Camel route that writes to a router, say) took one that is announced: it is confirmed or
     * has failed by that. Nothing happens when it is not announced (any more).
     *
     * @param who its name
     * @param failure what it failed with, or empty
     * @throws IllegalArgumentException when there is none
     */
    void took(UUID id, String who, String failure);

    /** Withdraws all and announces nothing until {@link #resume}, also after a restart. */
    void stop(String who, String why);

    /** Ends {@link #stop}. What attacks that go on want is announced again by their policies. */
    void resume(String who);

    /** Who has stopped everything, when and why, a sentence; empty when nobody has. */
    String stopped();

    /** FlowSpec rules against an attack. */
    Proposal propose(Attack attack);

    /** What the guard refused, the newest last; a bounded number. */
    List<Refusal> refusals();

    /** The daemons. */
    List<Daemon> daemons();

    /**
     * What the guard refused.
     *
     * @param at when
     * @param what was to be announced
     * @param why a sentence with the limit and its key
     */
    record Refusal(Instant at, Announcement what, String why) {}

    /**
     * A BGP daemon and its routers.
     *
     * @param name of its speaker
     * @param trouble see {@link Speaker#trouble}
     * @param wanted how many routes it is to have
     * @param confirmed how many of these it has
     * @param peers its routers
     */
    record Daemon(String name, String trouble, int wanted, int confirmed, List<Speaker.Peer> peers) {
        public Daemon {
            peers = List.copyOf(peers);
        }
    }
}
