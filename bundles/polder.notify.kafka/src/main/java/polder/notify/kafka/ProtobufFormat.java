// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import polder.api.flow.FlowRow;
import polder.wire.Address;

/**
 * A flow as the message {@code flowpb.FlowMessage} of {@code flow.proto}, whose fields are those of goflow2. As protobuf version 3 writes
 * it: what is zero is left out.
 */
final class ProtobufFormat implements FlowFormat {
    /** RFC 7270, section 4.12: dropped, for a reason that is not known. */
    static final int DROPPED = 128;

    private static final int ETYPE_V4 = 0x800;
    private static final int ETYPE_V6 = 0x86dd;
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final Bytes one = new Bytes();
    private final int sample;
    private final boolean delimited;

    /**
     * @param sample one flow of so many is written: each stands for that many
     * @param delimited whether the length of each flow comes before it
     */
    ProtobufFormat(int sample, boolean delimited) {
        this.sample = sample;
        this.delimited = delimited;
    }

    @Override
    public void write(KeptFlow flow, Bytes into) {
        one.clear();
        FlowRow row = flow.row();
        number(1, flow.type());
        number(3, (long) row.samplingRate() * sample);
        address(6, row.sourceHigh(), row.sourceLow());
        address(7, row.targetHigh(), row.targetLow());
        number(9, row.bytes());
        number(10, row.packets());
        address(11, flow.exporterHigh(), flow.exporterLow());
        number(20, row.protocol());
        number(21, row.sourcePort());
        number(22, row.targetPort());
        number(24, row.isDropped() ? DROPPED : 0);
        number(26, row.tcpFlags());
        number(30, Address.isV4(row.targetHigh(), row.targetLow()) ? ETYPE_V4 : ETYPE_V6);
        details(flow);
        number(110, flow.arrived());
        number(111, row.startNanos());
        number(112, row.endNanos());
        number(1000, row.isFragment() ? 1 : 0);
        if (delimited) {
            into.varint(one.size());
        }
        into.put(one);
    }

    private void details(KeptFlow flow) {
        address(12, flow.nextHopHigh(), flow.nextHopLow());
        number(14, flow.sourceAs());
        number(15, flow.targetAs());
        number(18, flow.input());
        number(19, flow.output());
        number(23, flow.tos());
        number(25, flow.ttl());
        number(27, flow.sourceMac());
        number(28, flow.targetMac());
        number(29, flow.vlan());
        number(31, flow.icmpType());
        number(32, flow.icmpCode());
        if (flow.mplsLabel() != 0) {
            // a repeated number: packed, with its length
            one.varint(81 << 3 | LENGTH_DELIMITED);
            one.varint(flow.mplsLabel() < 1 << 7 ? 1 : flow.mplsLabel() < 1 << 14 ? 2 : 3);
            one.varint(flow.mplsLabel());
        }
    }

    private void number(int field, long value) {
        if (value != 0) {
            one.varint(field << 3 | VARINT).varint(value);
        }
    }

    private void address(int field, long high, long low) {
        if (Address.isV4(high, low)) {
            one.varint(field << 3 | LENGTH_DELIMITED).varint(4).big(low, 4);
        } else if (high != 0 || low != 0) {
            one.varint(field << 3 | LENGTH_DELIMITED).varint(16).big(high, 8).big(low, 8);
        }
    }
}
