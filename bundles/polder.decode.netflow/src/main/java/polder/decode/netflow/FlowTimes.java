// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import polder.api.flow.FlowBatch;

/**
 * When flows began and ended, by our clock: a flow ended as long before its datagram came as it ended before the datagram was
 * exported. Both are told by the exporter's clock, so how wrong that is does not matter. Used by one lane.
 */
final class FlowTimes {
    private static final long NANOS = 1_000_000;

    /** Older than this at export, or younger than nothing: its clock is not the header's (softflowd reading a file). */
    private static final int OLDEST = 3_600_000;

    private static final int LONGEST = 86_400_000;

    private Message message = new Message();
    private Domain domain;
    private int startKind;
    private int endKind;
    private boolean onBurst;
    private boolean tellsTime;

    /** When the message was exported, on the clock the flows' times are of; milliseconds. */
    private long exported;

    private boolean comparable;

    /** Most exporters tell both times in milliseconds: of their uptime, or of the day. */
    private boolean plainUptimes;

    private boolean plainMillis;

    /** Both of these, compared to an export time of the same clock, and neither of a burst nor held back: almost always. */
    private boolean isStraight;

    private int startAt;
    private int endAt;
    private long mostMillis;

    /** Of the record at hand, milliseconds. */
    private long lengthMillis;

    FlowTimes(Domain nobody) {
        domain = nobody;
    }

    /** Prepares for the records of a set. */
    void begin(Message from, Domain of, Plan plan) {
        message = from;
        domain = of;
        startKind = plan.startKind;
        endKind = plan.endKind;
        mostMillis = of.settings.activeTimeout().toMillis();
        startAt = plan.offsets[Slot.START];
        endAt = plan.offsets[Slot.END];
        plainUptimes = !plan.isVariable && both(TimeFields.UPTIME) && widths(plan, 4);
        plainMillis = !plan.isVariable && both(TimeFields.MILLIS) && widths(plan, 8);
        tellsTime = endKind != TimeFields.NONE || startKind != TimeFields.NONE || plan.has(Slot.DURATION);
        int kind = endKind != TimeFields.NONE ? endKind : startKind;
        onBurst = kind != TimeFields.NONE && from.heldMillis < 0 && of.burst.isOn(from.arrived);
        if (kind == TimeFields.UPTIME) {
            comparable = from.hasUptime || of.bootMillis != 0;
            exported = from.hasUptime ? from.uptime : from.exportMillis() - of.bootMillis;
        } else {
            comparable = kind != TimeFields.NONE;
            exported = from.exportMillis();
        }
        isStraight = (plainUptimes || plainMillis) && comparable && !onBurst && from.heldMillis <= 0;
    }

    private boolean both(int kind) {
        return startKind == kind && endKind == kind;
    }

    private static boolean widths(Plan plan, int width) {
        return plan.widths[Slot.START] == width && plan.widths[Slot.END] == width;
    }

    /** Whether the datagram is of a burst, and its flows say when they ended. */
    boolean areOnBurst() {
        return onBurst;
    }

    /** When the flow of a record ended, in milliseconds of its clock; how long it lasted is known then too. */
    long end(ByteBuffer in, int at, Slots slots) {
        if (plainUptimes) {
            int end = in.getInt(at + endAt);
            int length = end - in.getInt(at + startAt);
            lengthMillis = length;
            return end;
        }
        if (plainMillis) {
            long end = in.getLong(at + endAt);
            lengthMillis = end - in.getLong(at + startAt);
            return end;
        }
        return oddEnd(in, at, slots);
    }

    private long oddEnd(ByteBuffer in, int at, Slots slots) {
        boolean starts = slots.has(Slot.START);
        long duration = slots.valueOr0(in, at, Slot.DURATION);
        long start = starts ? TimeFields.millis(startKind, slots.value(in, at, Slot.START), exported) : 0;
        if (!slots.has(Slot.END)) {
            lengthMillis = duration;
            return starts ? start + duration : exported;
        }
        long end = TimeFields.millis(endKind, slots.value(in, at, Slot.END), exported);
        if (!starts || (startKind == TimeFields.UPTIME) != (endKind == TimeFields.UPTIME)) {
            lengthMillis = duration;
        } else {
            lengthMillis = startKind == TimeFields.UPTIME ? (int) end - (int) start : end - start;
        }
        return end;
    }

    /** Says of the flow just started when it was. */
    void set(FlowBatch flows, ByteBuffer in, int at, Slots slots) {
        if (isStraight) {
            straight(flows, in, at);
        } else if (tellsTime) {
            long end = end(in, at, slots);
            long age = endKind == TimeFields.UPTIME ? (int) (exported - end) : exported - end;
            lasted(flows, lengthMillis, comparable ? age : 0);
            if (onBurst) {
                flows.ahead(domain.burst.ahead(end, message.arrived));
            } else if (message.heldMillis > 0) {
                heldBack(flows);
            } else if (comparable) {
                domain.lags.tell(flows, age, lengthMillis);
            }
        } else {
            heldBack(flows);
        }
    }

    private void straight(FlowBatch flows, ByteBuffer in, int at) {
        if (plainUptimes) {
            int end = in.getInt(at + endAt);
            straight(flows, end - in.getInt(at + startAt), (int) exported - end);
        } else {
            long end = in.getLong(at + endAt);
            straight(flows, end - in.getLong(at + startAt), exported - end);
        }
    }

    private void straight(FlowBatch flows, long length, long age) {
        lasted(flows, length, age);
        domain.lags.tell(flows, age, length);
    }

    /** Whole seconds of the export time make a flow that just ended look up to a second younger than its datagram. */
    private void lasted(FlowBatch flows, long toldMillis, long toldAge) {
        long length = toldMillis >= 0 && toldMillis <= LONGEST ? toldMillis : 0;
        long age = toldAge >= 0 && toldAge <= OLDEST ? toldAge : 0;
        if (length > domain.longestMillis) {
            domain.longestMillis = (int) length;
        }
        long ended = message.arrived - age * NANOS;
        flows.lasted(ended - Math.min(length, mostMillis) * NANOS, ended);
    }

    /** Sets that were held back are played out at the pace they came, not all at once. */
    private void heldBack(FlowBatch flows) {
        if (message.heldMillis > 0) {
            flows.ahead(message.heldMillis);
        }
    }
}
