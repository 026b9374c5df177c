// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;

/** What few templates have: addresses of both families, ports by protocol, drops, fragments, events, the other direction. */
final class RareFields {
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** More fragments: IPFIX field 197, as the flags lie in the IP header. */
    private static final int MORE_FRAGMENTS = 0x20;

    private static final int DROPPED = 2;

    /** Of the record at hand. */
    private int protocol;

    private int flags;
    private int from;
    private int to;
    private boolean fragment;

    /** Adds to the flow just started. */
    void read(Message message, Domain domain, Plan plan, Slots slots, int at) {
        FlowBatch flows = message.flows;
        ByteBuffer in = message.in;
        int row = flows.size() - 1;
        protocol = flows.protocol(row);
        flags = flows.tcpFlags(row);
        from = flows.sourcePort(row);
        to = flows.targetPort(row);
        if (slots.has(Slot.EVENT) && isEmpty(flows, row, in, at, slots)) {
            flows.undo();
            domain.reject(Reject.EVENT);
            flows.reject(Reject.EVENT);
            return;
        }
        if ((slots.has(Slot.SOURCE6) || slots.has(Slot.TARGET6)) && slots.has(Slot.TARGET4)) {
            families(message, row, at, slots, plan);
        }
        portsByProtocol(in, at, slots);
        fragment = slots.valueOr0(in, at, Slot.FRAGMENT_OFFSET) != 0
                || (slots.valueOr0(in, at, Slot.FRAGMENT_FLAGS) & MORE_FRAGMENTS) != 0;
        flows.ports(from, to).kind(protocol, flags, fragment);
        boolean dropped = slots.has(Slot.STATUS) && isDropped(slots.value(in, at, Slot.STATUS));
        if (dropped) {
            flows.dropped();
        }
        if (hasReverse(slots)) {
            reverse(message, slots, at, dropped);
        }
    }

    /** A firewall opens a flow with such a record, and tells of it again when it has counted something. */
    private static boolean isEmpty(FlowBatch flows, int row, ByteBuffer in, int at, Slots slots) {
        long there = flows.packets(row) | flows.bytes(row);
        long back = slots.valueOr0(in, at, Slot.REVERSE_PACKETS) | slots.valueOr0(in, at, Slot.REVERSE_BYTES);
        return (there | back) == 0;
    }

    private static boolean hasReverse(Slots slots) {
        return slots.has(Slot.REVERSE_BYTES) || slots.has(Slot.REVERSE_PACKETS);
    }

    /**
     * Templates with fields of both families fill one of them and leave the other zero. Where both are filled, the ones that come
     * later are of the inner header of a tunnel.
     */
    private static void families(Message message, int row, int at, Slots slots, Plan plan) {
        FlowBatch flows = message.flows;
        ByteBuffer in = message.in;
        int source = slots.at(Slot.SOURCE6);
        int target = slots.at(Slot.TARGET6);
        long fromHigh = source < 0 ? 0 : in.getLong(at + source);
        long fromLow = source < 0 ? 0 : in.getLong(at + source + 8);
        long toHigh = target < 0 ? 0 : in.getLong(at + target);
        long toLow = target < 0 ? 0 : in.getLong(at + target + 8);
        boolean six = (fromHigh | fromLow | toHigh | toLow) != 0;
        boolean four = ((flows.sourceLow(row) | flows.targetLow(row)) & 0xffff_ffffL) != 0;
        if (six && (!four || plan.isSixLast())) {
            flows.between(fromHigh, fromLow, toHigh, toLow);
        }
    }

    private void portsByProtocol(ByteBuffer in, int at, Slots slots) {
        if (protocol == TCP) {
            from = from != 0 ? from : (int) slots.valueOr0(in, at, Slot.TCP_SOURCE);
            to = to != 0 ? to : (int) slots.valueOr0(in, at, Slot.TCP_TARGET);
        } else if (protocol == UDP) {
            from = from != 0 ? from : (int) slots.valueOr0(in, at, Slot.UDP_SOURCE);
            to = to != 0 ? to : (int) slots.valueOr0(in, at, Slot.UDP_TARGET);
        }
    }

    /**
     * RFC 7270, section 4.12: the top two bits of a byte are 1 for forwarded, 2 for dropped, 3 for consumed. Some routers send four
     * bytes, with the status in the first or in the last of them.
     */
    static boolean isDropped(long status) {
        long one = status <= 0xff ? status : (status & 0xffffff) == 0 ? status >>> 24 : status & 0xff;
        return one >>> 6 == DROPPED;
    }

    /** The other direction of the flow just started is a flow of its own (RFC 5103, section 3; NSEL's responder). */
    private void reverse(Message message, Slots slots, int at, boolean dropped) {
        FlowBatch flows = message.flows;
        int row = flows.size() - 1;
        long packets = slots.valueOr0(message.in, at, Slot.REVERSE_PACKETS);
        long bytes = slots.valueOr0(message.in, at, Slot.REVERSE_BYTES);
        if (packets <= 0 && bytes <= 0) {
            return;
        }
        long sourceHigh = flows.sourceHigh(row);
        long sourceLow = flows.sourceLow(row);
        long targetHigh = flows.targetHigh(row);
        long targetLow = flows.targetLow(row);
        int rate = flows.samplingRate(row);
        long start = flows.startNanos(row);
        long end = flows.endNanos(row);
        int ahead = flows.aheadMillis(row);
        boolean early = flows.isEarly(row);
        int answered = protocol == TCP ? (int) slots.valueOr0(message.in, at, Slot.REVERSE_FLAGS) : 0;
        flows.next(message.packet)
                .between(targetHigh, targetLow, sourceHigh, sourceLow)
                .ports(to, from)
                .kind(protocol, answered, fragment)
                .volume(RecordReader.sensible(packets), RecordReader.sensible(bytes))
                .sampled(rate)
                .lasted(start, end)
                .ahead(ahead);
        if (early) {
            flows.early(ahead);
        }
        if (dropped) {
            flows.dropped();
        }
    }
}
