// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;

/** A lane with exporters of its own, tended by the time of its packets: no thread does it for such a one. Used by one thread. */
final class ApartLane implements DecoderLane {
    private static final long EVERY = 1_000_000_000L;

    private final NetflowLane lane;
    private final Book book;
    private final NetflowDecoder.DecoderSettings settings;
    private long tended = Long.MIN_VALUE;

    ApartLane(NetflowLane lane, Book book, NetflowDecoder.DecoderSettings settings) {
        this.lane = lane;
        this.book = book;
        this.settings = settings;
    }

    @Override
    public void decode(PacketBatch packets, FlowBatch flows) {
        if (packets.size() > 0) {
            long now = packets.epochNanos(0);
            if (tended == Long.MIN_VALUE || Math.abs(now - tended) > EVERY) {
                tended = now;
                Warden.expire(book, settings, now);
            }
        }
        lane.decode(packets, flows);
    }
}
