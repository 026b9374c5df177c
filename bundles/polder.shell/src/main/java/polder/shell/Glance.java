// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTap;
import polder.api.flow.FlowTapLane;
import polder.wire.Address;

/**
 * A tap that copies the first flows it sees, and the start of their frames, into room made beforehand; then it looks at nothing
 * more. Lanes neither wait for it nor allocate.
 */
final class Glance implements FlowTap {
    private static final String THREAD = "polder-lane-";

    private final String capture;
    private final Seen[] room;
    private final AtomicInteger taken = new AtomicInteger();
    private final CountDownLatch filled;

    /** A flow as it was seen. Written by one lane, and read by others when the latch says that it is there. */
    static final class Seen {
        /** Holds the headers of any tunnel there is. */
        private static final int MOST = 512;

        private final ByteBuffer bytes = ByteBuffer.allocate(MOST);
        private volatile boolean there;
        private String lane = "";
        private int captured;
        private int wireLength;
        private int linkType;
        private long epochNanos;
        private long exporterHigh;
        private long exporterLow;
        private final long[] addresses = new long[4];
        private int sourcePort;
        private int targetPort;
        private int protocol;
        private int tcpFlags;
        private boolean fragment;
        private long packets;
        private long volume;
        private int samplingRate;
        private boolean first;

        private void take(String onLane, FlowBatch flows, int row) {
            lane = onLane;
            addresses[0] = flows.sourceHigh(row);
            addresses[1] = flows.sourceLow(row);
            addresses[2] = flows.targetHigh(row);
            addresses[3] = flows.targetLow(row);
            sourcePort = flows.sourcePort(row);
            targetPort = flows.targetPort(row);
            protocol = flows.protocol(row);
            tcpFlags = flows.tcpFlags(row);
            fragment = flows.isFragment(row);
            packets = flows.packets(row);
            volume = flows.bytes(row);
            samplingRate = flows.samplingRate(row);
            first = flows.flows(row) > 0;
            take(flows.source(), flows.packet(row));
            there = true;
        }

        private void take(PacketBatch batch, int packet) {
            epochNanos = batch.epochNanos(packet);
            exporterHigh = batch.senderHigh(packet);
            exporterLow = batch.senderLow(packet);
            linkType = batch.linkType();
            wireLength = batch.wireLength(packet);
            captured = isFrame() ? Math.min(MOST, batch.length(packet)) : 0;
            batch.bytes().get(batch.offset(packet), bytes.array(), 0, captured);
        }

        /** Whether it was decoded from a frame, not told by an exporter. */
        boolean isFrame() {
            return exporterHigh == 0 && exporterLow == 0;
        }

        String lane() {
            return lane;
        }

        long epochNanos() {
            return epochNanos;
        }

        Address exporter() {
            return new Address(exporterHigh, exporterLow);
        }

        Address source() {
            return new Address(addresses[0], addresses[1]);
        }

        Address target() {
            return new Address(addresses[2], addresses[3]);
        }

        int sourcePort() {
            return sourcePort;
        }

        int targetPort() {
            return targetPort;
        }

        int protocol() {
            return protocol;
        }

        int tcpFlags() {
            return tcpFlags;
        }

        boolean isFragment() {
            return fragment;
        }

        long packets() {
            return packets;
        }

        long volume() {
            return volume;
        }

        int samplingRate() {
            return samplingRate;
        }

        /** Whether it was counted as a new flow. */
        boolean isFirst() {
            return first;
        }

        /** The start of the frame. */
        ByteBuffer bytes() {
            return bytes;
        }

        int captured() {
            return captured;
        }

        int wireLength() {
            return wireLength;
        }

        int linkType() {
            return linkType;
        }
    }

    /**
     * @param capture the one to look at, or empty for all
     * @param most how many flows
     */
    Glance(String capture, int most) {
        this.capture = capture;
        room = new Seen[most];
        for (int i = 0; i < most; i++) {
            room[i] = new Seen();
        }
        filled = new CountDownLatch(most);
    }

    @Override
    public FlowTapLane open(int lane) {
        String thread = Thread.currentThread().getName();
        String name = thread.startsWith(THREAD) ? thread.substring(THREAD.length()) : thread;
        int mark = name.lastIndexOf('-');
        String of = mark < 0 ? name : name.substring(0, mark);
        String shown = of + "/" + lane;
        return capture.isEmpty() || capture.equals(of) ? flows -> look(shown, flows) : flows -> {};
    }

    private void look(String lane, FlowBatch flows) {
        for (int row = 0; row < flows.size() && taken.get() < room.length; row++) {
            int place = taken.getAndIncrement();
            if (place < room.length) {
                room[place].take(lane, flows, row);
                filled.countDown();
            }
        }
    }

    /** Waits until as many as wanted are there, or for the time at most. */
    void await(long nanos) throws InterruptedException {
        boolean all = filled.await(nanos, TimeUnit.NANOSECONDS);
        assert all || filled.getCount() > 0;
    }

    /** Those that are there. */
    List<Seen> seen() {
        List<Seen> seen = new ArrayList<>();
        for (Seen one : room) {
            if (one.there) {
                seen.add(one);
            }
        }
        return seen;
    }
}
