// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.wire.Layer;
import polder.wire.PrefixTable;

/** The datagram a lane is reading: where it lies, and what its header says. Made once for each lane. */
final class Message {
    private static final long NANOS = 1_000_000;

    /** Which IP packet of a sampled frame counts, and our own networks to tell by. */
    Layer counting = Layer.OWN;

    @Nullable
    PrefixTable own;

    /** The batch its flows go to. */
    FlowBatch flows = new FlowBatch(0, batch -> {});

    ByteBuffer in = ByteBuffer.allocateDirect(0);
    int packet;
    int start;
    int end;

    /** Whose it is. */
    long high;

    long low;
    int version;
    int number;

    /** When it came, nanoseconds since 1970. */
    long arrived;

    /** The exporter's uptime in milliseconds modulo 2^32, when the header tells it: in NetFlow 5 and 9. */
    int uptime;

    boolean hasUptime;

    /** When it was exported, seconds since 1970 by the exporter's clock. */
    int exportSeconds;

    /** How long after the oldest set held back with it this set came, milliseconds; negative for a set that was not held back. */
    int heldMillis;

    void begin(PacketBatch packets, int row, FlowBatch batch) {
        flows = batch;
        in = packets.bytes();
        packet = row;
        start = packets.offset(row);
        end = start + packets.length(row);
        arrived = packets.epochNanos(row);
        high = packets.senderHigh(row);
        low = packets.senderLow(row);
        heldMillis = -1;
    }

    /** Is to stand for messages of the past while this one is read. */
    void continueFor(Message present) {
        flows = present.flows;
        counting = present.counting;
        own = present.own;
        packet = present.packet;
        version = present.version;
        hasUptime = present.hasUptime;
    }

    /** Takes the place of the message a set came in that was held back. */
    void asOf(long came, int uptimeThen, int exportSecondsThen, long oldest) {
        arrived = came;
        uptime = uptimeThen;
        exportSeconds = exportSecondsThen;
        heldMillis = (int) ((came - oldest) / NANOS);
    }

    /** When it was exported, milliseconds of the exporter's time of day; whole seconds. */
    long exportMillis() {
        return (exportSeconds & 0xffff_ffffL) * 1000;
    }
}
