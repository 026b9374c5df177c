// SPDX-License-Identifier: Apache-2.0
package polder.api.capture;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A lane as it stands. Counters run since the lane's capture was first seen and are kept when bundles are swapped.
 *
 * @param capture the instance of its configuration: {@code edge} of {@code etc/polder.capture.udp-edge.cfg}
 * @param type the capture's bundle, such as {@code polder.capture.udp}
 * @param lane its number
 * @param state what it is doing
 * @param problem why it is not running, or not with its newest configuration; or empty
 * @param decoder the decoder its configuration names
 * @param packets packets polled
 * @param bytes their bytes
 * @param flows flows decoded from them
 * @param filtered flows left out by filters
 * @param dropped packets lost in the kernel or the card
 * @param rejects packets, records and connections that gave no flow, by reason; reasons that never occurred are left out
 * @param packetsPerSecond packets in the last full second
 * @param flowsPerSecond flows in the last full second
 */
@ProviderType
public record LaneStatus(
        String capture,
        String type,
        int lane,
        State state,
        String problem,
        String decoder,
        long packets,
        long bytes,
        long flows,
        long filtered,
        long dropped,
        Map<String, Long> rejects,
        long packetsPerSecond,
        long flowsPerSecond) {
    /** What a lane is doing. */
    public enum State {
        /** Polling. */
        RUNNING,
        /** A decoder or a tap is being replaced: packets wait in the source's buffer. */
        HOLDING,
        /** The source could not be opened, or failed, or says that nothing can come; it is tried again. */
        FAILED,
        /** The source has ended: a file has been read. */
        ENDED
    }

    public LaneStatus {
        rejects = Map.copyOf(rejects);
    }
}
