// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.concurrent.atomic.LongAdder;
import polder.api.flow.FlowBatch;

/** A function scripts may define, for the flows of one decoder, with what came of it on all lanes. */
final class Hook {
    /** How a flow is shown to it. */
    @FunctionalInterface
    interface Writer {
        void write(FlowBatch flows, int row, Memory memory);
    }

    final String function;
    final String decoder;
    final Writer writer;
    final LongAdder asked = new LongAdder();
    final LongAdder flows = new LongAdder();
    final LongAdder packets = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder nanos = new LongAdder();
    final LongAdder faults = new LongAdder();

    Hook(String function, String decoder, Writer writer) {
        this.function = function;
        this.decoder = decoder;
        this.writer = writer;
    }

    void leftOut(FlowBatch batch, int row) {
        long times = batch.samplingRate(row);
        flows.increment();
        packets.add(batch.packets(row) * times);
        bytes.add(batch.bytes(row) * times);
    }
}
