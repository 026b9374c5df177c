// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Address;

/**
 * Reads what most exporters send most of the time: records of one length, with addresses of one family, ports, protocol, TCP flags
 * and counters of the usual widths. It gives what {@link RecordReader} gives, in half the time: all that is the same for a whole set
 * is settled before its first record. Used by one lane, under the lock of the domain at hand.
 */
final class PlainReader {
    private final FlowTimes times;
    private final Slots slots;
    private int packetsAt;
    private int bytesAt;
    private boolean widePackets;
    private boolean wideBytes;
    private boolean four;
    private int fromAt;
    private int toAt;
    private int fromPortAt;
    private int toPortAt;
    private int protocolAt;
    private int flagsAt;
    private int directionAt;

    PlainReader(FlowTimes times, Slots slots) {
        this.times = times;
        this.slots = slots;
    }

    /** Whether records of a layout are plain. */
    static boolean suits(Plan plan) {
        return !(plan.isVariable || plan.isSample || plan.isSpecial || plan.tellsRate)
                && plan.has(Slot.SOURCE4) == plan.has(Slot.TARGET4)
                && plan.has(Slot.SOURCE6) == plan.has(Slot.TARGET6)
                && plan.has(Slot.SOURCE4) != plan.has(Slot.SOURCE6)
                && is(plan, Slot.SOURCE_PORT, 2, 2)
                && is(plan, Slot.TARGET_PORT, 2, 2)
                && is(plan, Slot.PROTOCOL, 1, 1)
                && is(plan, Slot.TCP_FLAGS, 1, 2)
                && is(plan, Slot.PACKETS, 4, 8)
                && is(plan, Slot.BYTES, 4, 8)
                && (!plan.has(Slot.DIRECTION) || plan.widths[Slot.DIRECTION] == 1);
    }

    private static boolean is(Plan plan, int slot, int width, int otherWidth) {
        return plan.has(slot) && (plan.widths[slot] == width || plan.widths[slot] == otherWidth);
    }

    private void begin(Plan plan) {
        int[] offsets = plan.offsets;
        packetsAt = offsets[Slot.PACKETS];
        bytesAt = offsets[Slot.BYTES];
        widePackets = plan.widths[Slot.PACKETS] == 8;
        wideBytes = plan.widths[Slot.BYTES] == 8;
        four = plan.has(Slot.SOURCE4);
        fromAt = offsets[four ? Slot.SOURCE4 : Slot.SOURCE6];
        toAt = offsets[four ? Slot.TARGET4 : Slot.TARGET6];
        fromPortAt = offsets[Slot.SOURCE_PORT];
        toPortAt = offsets[Slot.TARGET_PORT];
        protocolAt = offsets[Slot.PROTOCOL];
        flagsAt = offsets[Slot.TCP_FLAGS] + plan.widths[Slot.TCP_FLAGS] - 1;
        directionAt = offsets[Slot.DIRECTION];
    }

    /**
     * Reads the records of a set that are whole.
     *
     * @return how many records it held
     */
    int read(Message message, Domain domain, Plan plan, int rate, int start, int end) {
        ByteBuffer in = message.in;
        FlowBatch flows = message.flows;
        begin(plan);
        int length = plan.length;
        int records = (end - start) / length;
        int behind = start + records * length;
        for (int at = start; at < behind; at += length) {
            long packets = counter(in, at + packetsAt, widePackets);
            long bytes = counter(in, at + bytesAt, wideBytes);
            if (RecordReader.isAbsurd(packets | bytes)) {
                domain.reject(Reject.MALFORMED);
                flows.reject(Reject.MALFORMED);
                continue;
            }
            flows.next(message.packet).volume(packets, bytes).sampled(rate);
            addresses(flows, in, at);
            transport(flows, in, at);
            times.set(flows, in, at, slots);
            if (directionAt >= 0) {
                domain.twice.seen(in.get(at + directionAt), flows);
            }
            if (flows.isDetailed()) {
                Details.read(flows, in, at, slots);
            }
        }
        return records;
    }

    private static long counter(ByteBuffer in, int at, boolean wide) {
        return wide ? in.getLong(at) : in.getInt(at) & 0xffff_ffffL;
    }

    private void addresses(FlowBatch flows, ByteBuffer in, int at) {
        int from = at + fromAt;
        int to = at + toAt;
        if (four) {
            flows.between(0, Address.low4(in.getInt(from)), 0, Address.low4(in.getInt(to)));
        } else {
            flows.between(in.getLong(from), in.getLong(from + 8), in.getLong(to), in.getLong(to + 8));
        }
    }

    private void transport(FlowBatch flows, ByteBuffer in, int at) {
        int protocol = in.get(at + protocolAt) & 0xff;
        // read whatever the protocol is: that cannot be foreseen, and a wrong guess costs more than the read
        int flags = in.get(at + flagsAt) & (protocol == RecordReader.TCP ? 0xff : 0);
        if (protocol != RecordReader.ICMP && protocol != RecordReader.ICMP6) {
            flows.ports(in.getShort(at + fromPortAt) & 0xffff, in.getShort(at + toPortAt));
        }
        flows.kind(protocol, flags, false);
    }
}
