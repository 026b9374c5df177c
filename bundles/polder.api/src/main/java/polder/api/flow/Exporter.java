// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Address;

/**
 * A router, switch or probe that sends flows, as one decoder sees it.
 *
 * @param address the sender of its datagrams
 * @param protocol such as {@code NetFlow 5}
 * @param domain observation domain, source id or engine
 * @param datagrams datagrams taken from it
 * @param flows flows decoded from them
 * @param lostFlows flows its sequence numbers say were sent and never came
 * @param samplingRate the rate in force: one packet of so many was looked at
 * @param samplingSource where that rate comes from, such as {@code v5 header}
 * @param clockSkewMillis its clock minus ours at the last datagram
 * @param lastSeen when its last datagram came
 */
@ProviderType
public record Exporter(
        Address address,
        String protocol,
        long domain,
        long datagrams,
        long flows,
        long lostFlows,
        int samplingRate,
        String samplingSource,
        long clockSkewMillis,
        Instant lastSeen) {}
