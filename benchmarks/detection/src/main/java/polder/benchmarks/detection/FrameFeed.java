// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.nio.ByteBuffer;
import polder.api.capture.PacketBatch;

/** A mirror port: every packet's frame. */
final class FrameFeed implements Observer {
    private static final int FRAMES = 512;

    private final Sink sink;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(FRAMES * Frames.MOST);
    private final PacketBatch batch = new PacketBatch(FRAMES).in(bytes);
    private int used;

    FrameFeed(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void packets(Parcel parcel) {
        if (batch.size() + parcel.count > FRAMES) {
            flush();
        }
        int at = used;
        int length = Frames.write(bytes, at, parcel);
        used += Frames.MOST;
        for (int i = 0; i < parcel.count; i++) {
            batch.add(at, length, Frames.ETHERNET + parcel.length, parcel.nanos + i * parcel.gap);
        }
    }

    @Override
    public void until(long nanos) {
        flush();
        sink.beat(nanos);
    }

    private void flush() {
        sink.feed(batch);
        batch.clear();
        used = 0;
    }
}
