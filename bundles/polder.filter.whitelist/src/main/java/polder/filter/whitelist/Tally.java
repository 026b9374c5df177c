// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.concurrent.atomic.LongAdder;
import polder.api.flow.FlowBatch;

/** What a rule has left out, by all lanes. Kept under the rule's name when the cfg changes. */
final class Tally {
    private final LongAdder flows = new LongAdder();
    private final LongAdder packets = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    void add(FlowBatch batch, int row) {
        long times = batch.samplingRate(row);
        flows.increment();
        packets.add(batch.packets(row) * times);
        bytes.add(batch.bytes(row) * times);
    }

    long flows() {
        return flows.sum();
    }

    long packets() {
        return packets.sum();
    }

    long bytes() {
        return bytes.sum();
    }
}
