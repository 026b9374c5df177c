// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.nio.ByteBuffer;
import java.util.Set;
import polder.api.capture.PacketBatch;
import polder.wire.Frame;

/** Takes the data of UDP datagrams out of frames. Used by one thread. */
final class Datagrams {
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;

    private final Frame frame = new Frame();
    private final int[] ports;
    private long fragments;

    /** @param ports the target ports wanted; empty for all */
    Datagrams(Set<Integer> ports) {
        this.ports = ports.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Datagrams left out because IP had cut them into pieces; each piece counts. */
    long fragments() {
        return fragments;
    }

    /**
     * Adds the data of a frame's datagram, and who sent it, to a batch.
     *
     * @return whether the frame held one
     */
    boolean add(PacketBatch batch, int offset, int length, int wireLength, long epochNanos) {
        ByteBuffer bytes = batch.bytes();
        if (frame.read(bytes, batch.linkType(), offset, length, wireLength) != Frame.Result.OK
                || frame.protocol() != UDP) {
            return false;
        }
        if (frame.targetPort() != 0 && !wanted(frame.targetPort())) {
            return false;
        }
        int size = frame.payloadLength();
        int whole = size == 0 ? 0 : wholeSize(bytes);
        if (frame.isFragment() && (size == 0 || whole > size)) {
            fragments++;
            return false;
        }
        if (size == 0) {
            return false;
        }
        batch.add(frame.payloadOffset(), size, whole, epochNanos);
        batch.from(frame.sourceHigh(), frame.sourceLow(), frame.sourcePort());
        return true;
    }

    /** The size of the data as the UDP header says, which is more than there is in a first fragment or a short capture. */
    private int wholeSize(ByteBuffer bytes) {
        int said = bytes.getShort(frame.payloadOffset() - UDP_HEADER + 4) & 0xffff;
        return Math.max(frame.payloadLength(), said - UDP_HEADER);
    }

    private boolean wanted(int port) {
        for (int one : ports) {
            if (one == port) {
                return true;
            }
        }
        return ports.length == 0;
    }
}
