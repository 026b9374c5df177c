// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import polder.api.capture.PacketBatch;

/** By what a flow came, and how the messages name it. */
enum Source {
    SFLOW,
    NETFLOW,
    OTHER;

    static Source of(String decoder) {
        return switch (decoder) {
            case "sflow" -> SFLOW;
            case "netflow" -> NETFLOW;
            default -> OTHER;
        };
    }

    /** The type in the message of a flow of this packet; NetFlow's datagrams begin with their version. */
    int type(PacketBatch packets, int packet) {
        if (this == OTHER || packets.length(packet) < 2) {
            return KeptFlow.UNKNOWN;
        }
        return this == SFLOW
                ? KeptFlow.SFLOW_5
                : switch (packets.bytes().getShort(packets.offset(packet))) {
                    case 5 -> KeptFlow.NETFLOW_V5;
                    case 9 -> KeptFlow.NETFLOW_V9;
                    case 10 -> KeptFlow.IPFIX;
                    default -> KeptFlow.UNKNOWN;
                };
    }
}
