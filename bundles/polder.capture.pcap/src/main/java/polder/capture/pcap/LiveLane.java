// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.PacketDevice;
import org.pcap4j.core.PacketReader;
import org.pcap4j.core.PcapNativeException;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;

/** Frames of a device, as they arrive. */
final class LiveLane implements CaptureLane {
    private static final int NFLOG = 239;
    private static final int WAIT = 90;
    private static final int BUFFER = 1 << 19;
    /** Datagrams are few among other frames; a poll looks at so many. */
    private static final int MOST = 4096;

    private final PcapSettings settings;
    private final BooleanSupplier stale;
    private final PacketDevice device;
    private final PacketReader packets;
    private final int linkType;
    private final int snaplen;
    private final @Nullable Datagrams datagrams;
    private final @Nullable NflogSequence sequence;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final String name;

    /** @throws IOException when the device cannot be opened, with a message for the operator */
    LiveLane(PcapSettings settings, Origin.Live origin, BooleanSupplier stale) throws IOException {
        this.settings = settings;
        this.stale = stale;
        name = origin.device();
        snaplen = origin.snaplen();
        datagrams = settings.payload() ? new Datagrams(settings.ports()) : null;
        device = Devices.open(origin, settings.filter(), settings.library());
        packets = device.packets();
        linkType = CaptureFiles.linkType(packets);
        sequence = linkType == NFLOG ? new NflogSequence() : null;
    }

    @Override
    public int poll(PacketBatch batch) throws IOException {
        if (stale.getAsBoolean()) {
            return REOPEN;
        }
        batch.in(buffer).linkType(linkType).counting(settings.count()).samplingRate(settings.sampling());
        try {
            if (!take(batch)) {
                device.await(WAIT);
                take(batch);
            }
        } catch (PcapNativeException e) {
            throw new IOException("interface " + name + ": " + e.getMessage(), e);
        }
        return batch.size();
    }

    /** Takes what has arrived; false when nothing has. */
    private boolean take(PacketBatch batch) throws PcapNativeException {
        int used = 0;
        int looked = 0;
        while (looked < MOST && !batch.isFull() && used + snaplen <= BUFFER && packets.next()) {
            int length = Math.min(packets.length(), snaplen);
            packets.copy(buffer, used, length);
            if (add(batch, used, length)) {
                used += length;
            }
            looked++;
        }
        return looked > 0;
    }

    private boolean add(PacketBatch batch, int at, int length) {
        if (sequence != null) {
            sequence.look(buffer, at, length);
        }
        if (datagrams != null) {
            return datagrams.add(batch, at, length, packets.wireLength(), packets.epochNanos());
        }
        batch.add(at, length, packets.wireLength(), packets.epochNanos());
        return true;
    }

    /** What the kernel and the card say, and datagrams that came in pieces. */
    @Override
    public long dropped() {
        long lost = sequence == null ? device.dropped() : sequence.missing();
        return lost + (datagrams == null ? 0 : datagrams.fragments());
    }

    @Override
    public void close() {
        device.close();
    }
}
