// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.nio.ByteBuffer;
import java.util.List;
import polder.api.capture.PacketBatch;
import polder.wire.Address;

/** A switch that sends sFlow 5 of one in so many packets, picked at random; seven samples a datagram, held a fifth of a second at most. */
final class SflowFeed implements Observer {
    private static final int SAMPLES = 7;
    private static final int HEADER = 28;
    private static final int OF_SAMPLE = 40 + 24;
    private static final long HELD = 2 * Scenario.SLOT;
    private static final long AGENT = Address.low4(0xc000_0201);

    private final Sink sink;
    private final Witness witness;
    private final int oneIn;
    private final Draw draw;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(HEADER + SAMPLES * (OF_SAMPLE + Frames.MOST));
    private final PacketBatch batch = new PacketBatch(1);
    private long skip;
    private long pool;
    private int samples;
    private int used = HEADER;
    private int sequence;
    private long taken;
    private long oldest;

    SflowFeed(Sink sink, int oneIn, long seed) {
        this(sink, oneIn, seed, new Witness(List.of(), true));
    }

    SflowFeed(Sink sink, int oneIn, long seed, Witness witness) {
        this.sink = sink;
        this.witness = witness;
        this.oneIn = oneIn;
        draw = new Draw(Draw.mix(seed * 7 + 1));
        skip = draw.skip(oneIn);
    }

    @Override
    public void packets(Parcel parcel) {
        for (long at = skip; at < parcel.count; at = skip) {
            sample(parcel, parcel.nanos + at * parcel.gap);
            skip = at + 1 + draw.skip(oneIn);
        }
        pool += parcel.count;
        skip -= parcel.count;
    }

    private void sample(Parcel parcel, long nanos) {
        witness.sample(parcel.event, nanos, parcel.length, oneIn);
        int at = used;
        taken++;
        int length = Frames.write(bytes, at + OF_SAMPLE, parcel);
        int padded = (length + 3) & ~3;
        bytes.putInt(at, 1).putInt(at + 4, OF_SAMPLE - 8 + padded);
        bytes.putInt(at + 8, (int) taken).putInt(at + 12, 1).putInt(at + 16, oneIn);
        bytes.putInt(at + 20, (int) pool).putInt(at + 24, 0).putInt(at + 28, 1).putInt(at + 32, 2);
        bytes.putInt(at + 36, 1);
        bytes.putInt(at + 40, 1).putInt(at + 44, 16 + padded).putInt(at + 48, 1);
        bytes.putInt(at + 52, Frames.ETHERNET + parcel.length + 4)
                .putInt(at + 56, 4)
                .putInt(at + 60, length);
        used = at + OF_SAMPLE + padded;
        if (samples++ == 0) {
            oldest = nanos;
        }
        if (samples == SAMPLES) {
            send(nanos);
        }
    }

    @Override
    public void until(long nanos) {
        if (samples > 0 && nanos - oldest >= HELD) {
            send(nanos);
        }
        sink.beat(nanos);
    }

    private void send(long nanos) {
        bytes.putInt(0, 5).putInt(4, 1).putInt(8, (int) AGENT).putInt(12, 0).putInt(16, ++sequence);
        bytes.putInt(20, (int) ((nanos - Scenario.BEGIN) / 1_000_000) + 60_000).putInt(24, samples);
        batch.in(bytes).add(0, used, used, nanos).from(0, AGENT, 6343);
        sink.feed(batch);
        samples = 0;
        used = HEADER;
    }

    /** Packets sampled. */
    long taken() {
        return taken;
    }

    /** Packets seen. */
    long pool() {
        return pool;
    }
}
