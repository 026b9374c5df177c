// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.wire.Address;

/** What evidence wants to know of a record and counting does not. */
final class Details {
    private Details() {}

    /** Fills the details of the flow just started. */
    static void read(FlowBatch flows, ByteBuffer in, int at, Slots slots) {
        FlowDetails details = flows.details();
        details.interfaces(number(in, at, slots, Slot.INPUT), number(in, at, slots, Slot.OUTPUT))
                .systems(number(in, at, slots, Slot.SOURCE_AS), number(in, at, slots, Slot.TARGET_AS))
                .header(
                        number(in, at, slots, Slot.TOS),
                        number(in, at, slots, Slot.TTL),
                        number(in, at, slots, Slot.END_REASON))
                .layer2(number(in, at, slots, Slot.VLAN), number(in, at, slots, Slot.MPLS) >>> 4)
                .macs(mac(in, at, slots, Slot.SOURCE_MAC), mac(in, at, slots, Slot.TARGET_MAC));
        if (slots.has(Slot.ICMP)) {
            int both = number(in, at, slots, Slot.ICMP);
            details.icmp(both >>> 8, both);
        } else {
            details.icmp(number(in, at, slots, Slot.ICMP_TYPE), number(in, at, slots, Slot.ICMP_CODE));
        }
        nextHop(details, in, at, slots);
    }

    /** Whether a record says that its flow went nowhere: fields for next hop and output interface are there, and zero. */
    static boolean hasNoWay(ByteBuffer in, int at, Slots slots) {
        int four = slots.at(Slot.NEXT_HOP4);
        int six = slots.at(Slot.NEXT_HOP6);
        boolean nowhere4 = four < 0 || in.getInt(at + four) == 0;
        boolean nowhere6 = six < 0 || (in.getLong(at + six) | in.getLong(at + six + 8)) == 0;
        return (four >= 0 || six >= 0)
                && slots.has(Slot.OUTPUT)
                && nowhere4
                && nowhere6
                && slots.value(in, at, Slot.OUTPUT) == 0;
    }

    private static void nextHop(FlowDetails details, ByteBuffer in, int at, Slots slots) {
        int four = slots.at(Slot.NEXT_HOP4);
        int six = slots.at(Slot.NEXT_HOP6);
        if (four >= 0 && in.getInt(at + four) != 0) {
            details.nextHop(0, Address.low4(in.getInt(at + four)));
        } else if (six >= 0) {
            details.nextHop(in.getLong(at + six), in.getLong(at + six + 8));
        }
    }

    private static int number(ByteBuffer in, int at, Slots slots, int slot) {
        return (int) slots.valueOr0(in, at, slot);
    }

    private static long mac(ByteBuffer in, int at, Slots slots, int slot) {
        return slots.valueOr0(in, at, slot);
    }
}
