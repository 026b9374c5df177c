// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.mitigation.Proposal;
import polder.api.traffic.HostGroup;
import polder.wire.PrefixTable;

/** What the desk asks of everything around it. Nothing here waits long. */
interface Around {
    /** Our own networks; null when nobody knows them (yet). */
    @Nullable
    PrefixTable own();

    /** Why an attack is over or no longer acted on; empty when nobody knows. */
    String why(UUID attack);

    Optional<HostGroup> group(String name);

    /** Whose ladder holds for a group; null when there is none. */
    @Nullable
    Policy policy(String group);

    Proposal propose(Attack attack);

    /** Which part of the telemetry is lost at the moment, in percent. */
    double loss();

    /** A step of a ladder could not be taken. */
    void passedOver(Attack attack, String words);
}
