// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.attack.Attack;

/** What is kept of the traffic of attacks. A service; any thread may call it. */
@ProviderType
public interface Evidence {
    /**
     * What there is of an attack. When nothing was taken yet and the attack goes on, what the lanes hold is taken now: at its
     * start a listener gets what was there at its detection, without waiting for more.
     */
    Optional<AttackEvidence> of(Attack attack);

    /** What was kept of an attack; empty when there was nothing, or it has been forgotten. */
    Optional<AttackEvidence> find(UUID attack);

    /** Attacks of which something is kept, the newest first. */
    List<UUID> attacks();

    /** The file with the frames of an attack, pcapng with nanoseconds; empty when no frame was seen. */
    Optional<Path> frames(UUID attack);
}
