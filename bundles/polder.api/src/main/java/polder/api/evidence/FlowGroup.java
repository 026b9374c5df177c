// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.traffic.Direction;
import polder.wire.Address;

/**
 * The flows of an attack that go one way by one protocol.
 *
 * @param direction incoming or outgoing, seen from the target
 * @param protocol the IP protocol number
 * @param count how many different ones were kept
 * @param flows the largest of them by packets
 */
@ProviderType
public record FlowGroup(Direction direction, int protocol, long count, List<Flow> flows) {
    public FlowGroup {
        flows = List.copyOf(flows);
    }

    /**
     * A flow.
     *
     * @param host the host under attack, or the one of ours that attacks
     * @param port its port
     * @param remote who it speaks with
     * @param packets estimated
     * @param bytes estimated
     */
    public record Flow(Address host, int port, Address remote, int remotePort, long packets, long bytes) {}
}
