// SPDX-License-Identifier: Apache-2.0
package polder.replay;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowFilterLane;
import polder.api.flow.Reject;

/** One replay on its way: packets are decoded once, and counted and judged on each bench. Used by one thread. */
final class Course {
    private static final int PACKETS = 256;
    private static final int FLOWS = 512;
    private static final double BEAT_SECONDS = VirtualClock.BEAT / 1e9;

    /** What exporters told last may be of a flow that lasts a while; and attacks are to be over. */
    private static final int BEATS_AFTER = 300;

    private final CaptureLane lane;
    private final DecoderLane decoder;
    private final List<FlowFilterLane> filters;
    private final List<Bench> benches;
    private final PacketBatch polled = new PacketBatch(PACKETS);
    private final PacketBatch part = new PacketBatch(PACKETS);
    private final FlowBatch flows = new FlowBatch(FLOWS, this::hand);
    private final VirtualClock clock = new VirtualClock();
    private long packets;
    private long flowCount;
    private long filtered;

    Course(CaptureLane lane, String name, DecoderLane decoder, List<FlowFilterLane> filters, List<Bench> benches) {
        this.lane = lane;
        this.decoder = decoder;
        this.filters = filters;
        this.benches = benches;
        flows.decoder(name);
        flows.detailed(wantsDetails());
    }

    /** @throws InterruptedException when the thread was interrupted */
    void run() throws IOException, InterruptedException {
        while (lane.poll(polled) != CaptureLane.END) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the replay was interrupted");
            }
            take();
        }
        for (int i = 0; i < BEATS_AFTER && clock.hasBegun(); i++) {
            beat();
        }
    }

    /** Beats fall between the packets they fell between. */
    private void take() throws IOException {
        begin();
        for (int i = 0; i < polled.size(); i++) {
            long time = clock.at(polled.epochNanos(i));
            if (clock.isDue(time)) {
                decode();
                while (clock.isDue(time)) {
                    beat();
                }
                begin();
            }
            part.add(polled.offset(i), polled.length(i), polled.wireLength(i), time)
                    .from(polled.senderHigh(i), polled.senderLow(i), polled.senderPort(i));
        }
        decode();
    }

    private void begin() {
        part.in(polled.bytes())
                .linkType(polled.linkType())
                .samplingRate(polled.samplingRate())
                .counting(polled.counting())
                .bounded(polled.isBounded());
    }

    private void decode() throws IOException {
        if (part.size() == 0) {
            return;
        }
        packets += part.size();
        flows.of(part);
        try {
            decoder.decode(part, flows);
        } catch (RuntimeException e) { // somebody else's
            throw new IOException("the decoder failed: " + e, e);
        }
        flows.drain();
    }

    private void hand(FlowBatch batch) {
        flowCount += batch.size();
        filters.forEach(filter -> filter.filter(batch));
        filtered += batch.compact();
        benches.forEach(bench -> bench.counting().count(batch));
        batch.detailed(wantsDetails());
    }

    private boolean wantsDetails() {
        boolean wanted = false;
        for (FlowFilterLane filter : filters) {
            wanted |= filter.wantsDetails();
        }
        return wanted;
    }

    private void beat() {
        long end = clock.beat();
        benches.forEach(bench -> bench.counting().beat(end, BEAT_SECONDS));
    }

    VirtualClock clock() {
        return clock;
    }

    long packets() {
        return packets;
    }

    long flows() {
        return flowCount;
    }

    long filtered() {
        return filtered;
    }

    Map<String, Long> rejects() {
        Map<String, Long> rejects = new TreeMap<>();
        for (Reject reason : Reject.values()) {
            if (flows.rejects(reason) > 0) {
                rejects.put(reason.name().toLowerCase(Locale.ROOT), flows.rejects(reason));
            }
        }
        return rejects;
    }
}
