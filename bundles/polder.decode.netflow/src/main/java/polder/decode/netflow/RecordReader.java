// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Address;

/**
 * Makes flows of the records of a data set (RFC 3954, section 5.3; RFC 7011, section 3.4.3), as the {@link Plan} of its template
 * says. Used by one lane, under the lock of the domain at hand.
 */
final class RecordReader {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int ICMP6 = 58;

    /** No record counts more: what does is noise, or is meant to make a sum overflow. 281 TB. */
    private static final long MOST = 1L << 48;

    private final Slots slots = new Slots();
    private final FlowTimes times;
    private final PlainReader plain;
    private final SampleReader samples = new SampleReader();
    private final RareFields rare = new RareFields();
    private Message message = new Message();
    private Domain domain;
    private Plan plan;

    /** The rate of all records of the set, or 0 when each has to be asked. */
    private int fixedRate;

    private boolean noWayIsDropped;

    /** Field 61 of records that are left out, or -1. */
    private int leftOut;

    RecordReader(Domain nobody) {
        domain = nobody;
        times = new FlowTimes(nobody);
        plain = new PlainReader(times, slots);
        plan = new Plan(new Fields(true, 0, -1, new byte[0]));
    }

    /**
     * Reads a data set.
     *
     * @return how many records it held
     */
    int read(Message from, Domain of, Template template, int start, int end) {
        message = from;
        domain = of;
        plan = template.plan;
        slots.use(plan);
        fixedRate = SamplingRate.fixed(of, plan);
        leftOut = plan.has(Slot.DIRECTION) ? of.settings.direction().leftOut : -1;
        noWayIsDropped = of.settings.noWayIsDropped();
        times.begin(from, of, plan);
        if (!of.burst.isAnchored() && times.areOnBurst()) {
            anchor(start, end);
        }
        int records = plan.isVariable ? variable(start, end) : fixed(start, end);
        template.records += records;
        template.used = from.arrived;
        of.flows += records;
        return records;
    }

    private int fixed(int start, int end) {
        if (plan.isPlain && fixedRate != 0 && leftOut < 0 && !noWayIsDropped) {
            return plain.read(message, domain, plan, fixedRate, start, end);
        }
        int length = plan.length;
        int records = 0;
        int at = start;
        for (; end - at >= length; at += length) {
            record(at);
            records++;
        }
        return records;
    }

    private int variable(int start, int end) {
        int records = 0;
        int at = start;
        while (end - at >= plan.length) {
            int length = slots.walk(message.in, at, end);
            if (length <= 0) {
                refuse(Reject.TRUNCATED);
                return records;
            }
            record(at);
            records++;
            at += length;
        }
        return records;
    }

    /** The first set of a burst says when its oldest flow ended. */
    private void anchor(int start, int end) {
        long oldest = Long.MAX_VALUE;
        int at = start;
        while (end - at >= plan.length) {
            int length = plan.isVariable ? slots.walk(message.in, at, end) : plan.length;
            if (length <= 0) {
                break;
            }
            long ended = times.end(message.in, at, slots);
            oldest = oldest == Long.MAX_VALUE || ended - oldest < 0 ? ended : oldest;
            at += length;
        }
        if (oldest != Long.MAX_VALUE) {
            domain.burst.anchor(oldest);
        }
    }

    private void refuse(Reject reason) {
        domain.reject(reason);
        message.flows.reject(reason);
    }

    private void record(int at) {
        if (plan.isSample) {
            samples.read(message, domain, plan, slots, at, rate(at));
        } else if (plan.counts) {
            flow(at);
        } else {
            refuse(Reject.EVENT);
        }
    }

    private int rate(int at) {
        return fixedRate != 0 ? fixedRate : SamplingRate.of(domain, plan, slots, message.in, at);
    }

    private void flow(int at) {
        ByteBuffer in = message.in;
        int direction = slots.offsets[Slot.DIRECTION] < 0 ? -1 : in.get(at + slots.offsets[Slot.DIRECTION]);
        if (direction >= 0 && direction == leftOut) {
            refuse(Reject.OTHER_DIRECTION);
            return;
        }
        long packets = counter(in, at, Slot.PACKETS);
        long bytes = counter(in, at, Slot.BYTES);
        if (isAbsurd(packets | bytes)) {
            refuse(Reject.MALFORMED);
            return;
        }
        FlowBatch flows =
                message.flows.next(message.packet).volume(packets, bytes).sampled(rate(at));
        addresses(flows, in, at);
        transport(flows, in, at);
        times.set(flows, in, at, slots);
        if (direction >= 0) {
            domain.twice.seen(direction, flows);
        }
        if (plan.isSpecial) {
            rare.read(message, domain, plan, slots, at);
        }
        if (noWayIsDropped && Details.hasNoWay(in, at, slots)) {
            flows.dropped();
        }
        if (flows.isDetailed()) {
            Details.read(flows, in, at, slots);
        }
    }

    private void transport(FlowBatch flows, ByteBuffer in, int at) {
        int[] offsets = slots.offsets;
        int protocol = offsets[Slot.PROTOCOL] < 0 ? 0 : in.get(at + offsets[Slot.PROTOCOL]) & 0xff;
        boolean icmp = protocol == ICMP || protocol == ICMP6;
        int from = icmp ? 0 : port(in, at, Slot.SOURCE_PORT);
        int to = icmp ? 0 : port(in, at, Slot.TARGET_PORT);
        int flags = protocol == TCP ? (int) slots.valueOr0(in, at, Slot.TCP_FLAGS) : 0;
        flows.ports(from, to).kind(protocol, flags, false);
    }

    /** A count that can be; else none. */
    static long sensible(long count) {
        return isAbsurd(count) ? 0 : count;
    }

    /** Whether one of the counts or-ed together cannot be. */
    static boolean isAbsurd(long counts) {
        return (counts & -MOST) != 0;
    }

    private long counter(ByteBuffer in, int at, int slot) {
        int offset = slots.offsets[slot];
        return offset < 0 ? 0 : Rates.unsigned(in, at + offset, slots.widths[slot]);
    }

    private int port(ByteBuffer in, int at, int slot) {
        int offset = slots.offsets[slot];
        return offset < 0 ? 0 : (int) Rates.unsigned(in, at + offset, slots.widths[slot]) & 0xffff;
    }

    private void addresses(FlowBatch flows, ByteBuffer in, int at) {
        int[] offsets = slots.offsets;
        int source4 = offsets[Slot.SOURCE4];
        int target4 = offsets[Slot.TARGET4];
        if ((source4 & target4) >= 0) {
            long fromLow = Address.low4(source4 < 0 ? 0 : in.getInt(at + source4));
            long toLow = Address.low4(target4 < 0 ? 0 : in.getInt(at + target4));
            flows.between(0, fromLow, 0, toLow);
        } else {
            addresses6(flows, in, at);
        }
    }

    private void addresses6(FlowBatch flows, ByteBuffer in, int at) {
        int source = slots.offsets[Slot.SOURCE6];
        int target = slots.offsets[Slot.TARGET6];
        long fromHigh = source < 0 ? 0 : in.getLong(at + source);
        long toHigh = target < 0 ? 0 : in.getLong(at + target);
        long fromLow = source < 0 ? 0 : in.getLong(at + source + 8);
        long toLow = target < 0 ? 0 : in.getLong(at + target + 8);
        flows.between(fromHigh, fromLow, toHigh, toLow);
    }
}
