// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Frame;

/**
 * Records that hold the beginning of a packet: Cisco's NetFlow lite (fields 103 and 104), Juniper's inline monitoring and others
 * that follow RFC 5477, section 8.5 (312, 313, 315). The packet itself says what flow it is of. Used by one lane.
 */
final class SampleReader {
    private static final int IP_HEADER_SECTION = 313;

    /** LINKTYPE_RAW: an IP header without a link header. */
    private static final int RAW_IP = 101;

    private final Frame frame = new Frame();

    /** Makes a flow of a record: one packet, or as many as the record counts. */
    void read(Message message, Domain domain, Plan plan, Slots slots, int at, int rate) {
        int captured = slots.width(Slot.SECTION);
        long size = slots.valueOr0(message.in, at, Slot.SECTION_SIZE);
        int wire = size > captured && size <= 0xffff ? (int) size : captured;
        int type = plan.sectionField == IP_HEADER_SECTION ? RAW_IP : PacketBatch.ETHERNET;
        frame.counting(message.counting).own(message.own);
        Frame.Result result = frame.read(message.in, type, at + slots.at(Slot.SECTION), captured, wire);
        FlowBatch flows = message.flows;
        if (result != Frame.Result.OK) {
            Reject reason = reason(result);
            domain.reject(reason);
            flows.reject(reason);
            return;
        }
        long packets = slots.has(Slot.PACKETS) ? slots.value(message.in, at, Slot.PACKETS) : 1;
        long bytes = slots.has(Slot.BYTES) ? slots.value(message.in, at, Slot.BYTES) : frame.ipLength();
        flows.next(message.packet)
                .between(frame.sourceHigh(), frame.sourceLow(), frame.targetHigh(), frame.targetLow())
                .ports(frame.sourcePort(), frame.targetPort())
                .kind(frame.protocol(), frame.tcpFlags(), frame.isFragment())
                .volume(RecordReader.sensible(packets), RecordReader.sensible(bytes))
                .sampled(rate);
        if (slots.has(Slot.STATUS) && RareFields.isDropped(slots.value(message.in, at, Slot.STATUS))) {
            flows.dropped();
        }
        if (flows.isDetailed()) {
            Details.read(flows, message.in, at, slots);
            frame(message, at + slots.at(Slot.SECTION), captured, wire, type);
        }
    }

    /** A record that was held back until its template came does not lie in the batch. */
    @SuppressWarnings("ReferenceEquality")
    private static void frame(Message message, int at, int captured, int wire, int type) {
        if (message.in == message.flows.source().bytes()) {
            message.flows.details().frame(at, captured, wire, type);
        }
    }

    private static Reject reason(Frame.Result result) {
        return switch (result) {
            case TRUNCATED -> Reject.TRUNCATED;
            case NOT_IP -> Reject.NOT_IP;
            case UNSUPPORTED -> Reject.UNSUPPORTED;
            case TOO_DEEP -> Reject.TOO_DEEP;
            default -> Reject.MALFORMED;
        };
    }
}
