// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Layer;
import polder.wire.PrefixTable;

/** The datagram being read: who sent it, and where its samples go. A flyweight of one lane. */
final class Datagram {
    final FlowSample sample = new FlowSample();
    private final SampledPacket packets = new SampledPacket();
    private final Counters.Said said = new Counters.Said();
    private final ExporterTable exporters;
    private final PortTable ports;
    private FlowBatch flows = new FlowBatch(1, drained -> {});
    private long @Nullable [] exporter;
    private int packet;
    private int override;
    private int added;
    private long now;

    Datagram(ExporterTable exporters, PortTable ports) {
        this.exporters = exporters;
        this.ports = ports;
    }

    /** Says which packet of a sampled tunnel counts. */
    void counting(Layer layer, @Nullable PrefixTable own) {
        packets.counting(layer, own);
    }

    /** A datagram whose header was read. */
    void begin(PacketBatch batch, int number, Header header, Overrides overrides, FlowBatch into) {
        long[] row = exporters.row(batch.senderHigh(number), batch.senderLow(number), header);
        ExporterTable.sequence(row, header.sequence, header.uptime);
        override = ExporterTable.override(row, overrides);
        exporter = row;
        packet = number;
        flows = into;
        added = 0;
        now = batch.epochNanos(number);
    }

    /** All its samples were read. */
    void end() {
        if (exporter != null) {
            ExporterTable.heard(exporter, added, now);
        }
    }

    void reject(Reject reason) {
        flows.reject(reason);
        if (exporter != null) {
            exporter[ExporterRows.REJECTS + reason.ordinal()]++;
        }
    }

    /**
     * The present flow sample was read.
     *
     * @param fault what is wrong with it if there is no packet in it
     */
    void sampled(Reject fault) {
        int rate = override != 0 ? override : Math.max(1, sample.rate);
        Reject reason = sample.headerAt == 0 && sample.ipv4At == 0 && sample.ipv6At == 0
                ? fault
                : packets.add(sample, packet, rate, flows);
        if (reason == null) {
            added++;
        } else {
            reject(reason);
        }
        if (exporter != null && !ports.sampled(exporter, sample, rate, now)) {
            reject(Reject.OVER_LIMIT);
        }
    }

    /** Generic interface counters lie here. */
    void counted(ByteBuffer in, int at) {
        int index = InterfaceCounters.read(in, at, said);
        if (exporter != null && !ports.counted(exporter, index, said, now)) {
            reject(Reject.OVER_LIMIT);
        }
    }
}
