// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import polder.api.traffic.NetworkTraffic;

/** Networks as lists show them. */
final class Networks {
    private Networks() {}

    static Columns<NetworkTraffic> columns(String whenEmpty) {
        return new Columns<NetworkTraffic>(whenEmpty)
                .text("network", "Network", NetworkTraffic::network)
                .text("origin", "From", NetworkTraffic::origin)
                .number("hosts", "Hosts", NetworkTraffic::hosts)
                .rates(NetworkTraffic::rates)
                .less("in_flows", "out_packets", "out_bits", "out_flows");
    }
}
