// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.Reject;

/**
 * Frames as a stream brings them. A stream that ends or cannot be read on is followed by another one, as the configuration says,
 * with growing pauses while none brings a frame. One that cannot be opened is left to the engine, which shows why.
 */
final class StreamLane implements CaptureLane {
    private static final int WAIT = 90;

    /** After a small batch: many frames are then taken at once instead of being woken for each. */
    private static final long REST = TimeUnit.MICROSECONDS.toNanos(500);

    private static final int SMALL = 32;

    /** Between attempts that bring no frame. */
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

    private static final int MOST_DOUBLINGS = 9;

    private final PcapSettings settings;
    private final Origin.Stream origin;
    private final BooleanSupplier stale;
    private final PcapLane.Notes notes;
    private final Sparingly ends;
    private final Sparingly words;
    private final @Nullable Datagrams datagrams;
    private final FrameStream frames = new FrameStream();

    private @Nullable ByteSource source;
    private boolean ended;
    private long pausedUntil;
    private int failures;
    private long framesOfStream;
    private int last;
    private long truncated;
    private long malformed;
    private long refusedBefore;

    /** @throws IOException when the stream cannot be opened, with a message for the operator */
    StreamLane(PcapSettings settings, Origin.Stream origin, BooleanSupplier stale, PcapLane.Notes notes)
            throws IOException {
        this.settings = settings;
        this.origin = origin;
        this.stale = stale;
        this.notes = notes;
        ends = new Sparingly(notes::lost);
        words = new Sparingly(what -> notes.lost(origin.address() + ": " + what));
        datagrams = settings.payload() ? new Datagrams(settings.ports()) : null;
        source = open();
    }

    private ByteSource open() throws IOException {
        try {
            return switch (origin.kind()) {
                case FIFO -> new FifoSource(origin.target(), frames.buffer());
                case EXEC -> new ExecSource(settings.instance(), origin.target(), frames.buffer(), words);
                case TCP -> new TcpSource(address(), frames.buffer());
                case LISTEN -> new ListenSource(address(), frames.buffer(), words);
            };
        } catch (LinkageError e) {
            throw new IOException(origin.address() + ": needs JNA and Linux: " + e.getMessage(), e);
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(origin.target(), origin.port());
    }

    @Override
    public int poll(PacketBatch batch) throws IOException {
        if (stale.getAsBoolean()) {
            return REOPEN;
        }
        batch.in(frames.buffer()).counting(settings.count()).samplingRate(settings.sampling());
        if (ended) {
            return END;
        }
        if (isPausing()) {
            return 0;
        }
        ByteSource open = source;
        if (open == null) {
            open = open();
            source = open;
        }
        if (last > 0 && last < SMALL) {
            LockSupport.parkNanos(REST);
        }
        frames.compact();
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        take(batch, now);
        if (!batch.isFull() && frames.isHungry()) {
            read(open, batch, now);
        }
        if (!frames.fault().isEmpty()) {
            malformed++;
            end(open, frames.fault(), true);
        }
        last = batch.size();
        return last;
    }

    private boolean isPausing() {
        long rest = pausedUntil == 0 ? 0 : pausedUntil - System.nanoTime();
        if (rest > 0) {
            LockSupport.parkNanos(Math.min(rest, TimeUnit.MILLISECONDS.toNanos(WAIT)));
            return true;
        }
        pausedUntil = 0;
        return false;
    }

    private void read(ByteSource open, PacketBatch batch, long now) throws IOException {
        frames.room();
        int count;
        try {
            count = open.read(batch.size() == 0 ? WAIT : 0);
        } catch (IOException e) {
            end(open, String.valueOf(e.getMessage()), false);
            return;
        }
        if (count == ByteSource.END) {
            end(open, open.ending(), false);
            return;
        }
        frames.received(count);
        take(batch, batch.size() == 0 ? TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) : now);
    }

    /** Adds the frames that have arrived; those of another link type wait for another batch. */
    private void take(PacketBatch batch, long now) {
        boolean replaced = settings.time() == PcapSettings.Time.NOW;
        while (!batch.isFull() && frames.next()) {
            if (batch.size() == 0) {
                batch.linkType(frames.linkType());
            } else if (batch.linkType() != frames.linkType()) {
                return;
            }
            long time = replaced ? now : frames.epochNanos(now);
            if (datagrams == null) {
                batch.add(frames.offset(), frames.length(), frames.wireLength(), time);
            } else {
                datagrams.add(batch, frames.offset(), frames.length(), frames.wireLength(), time);
            }
            framesOfStream++;
            frames.taken();
        }
    }

    private void end(ByteSource open, String why, boolean broken) throws IOException {
        boolean partial = !broken && frames.isPartial();
        truncated += partial ? 1 : 0;
        long count = framesOfStream;
        framesOfStream = 0;
        frames.restart();
        boolean stays = !origin.reopen().isZero() && open.next(broken);
        if (!stays) {
            close();
        }
        String said = "%s: %s%s, after %d frames"
                .formatted(origin.address(), why, partial ? ", in the midst of a frame" : "", count);
        if (origin.reopen().isZero()) {
            ended = true;
            notes.done(said);
        } else {
            failures = count > 0 ? 0 : Math.min(failures + 1, MOST_DOUBLINGS);
            long pause = Math.max(
                    origin.reopen().toNanos(),
                    Math.min(LONGEST_PAUSE, origin.reopen().toNanos() << failures));
            pausedUntil = stays ? 0 : System.nanoTime() + pause;
            ends.say(said + "; waiting for the next");
        }
    }

    /** Datagrams that came in pieces: for the collector they are lost. */
    @Override
    public long dropped() {
        return datagrams == null ? 0 : datagrams.fragments();
    }

    @Override
    public long rejects(Reject reason) {
        ByteSource open = source;
        return switch (reason) {
            case TRUNCATED -> truncated;
            case MALFORMED -> malformed + frames.resumed();
            case OVER_LIMIT -> refusedBefore + (open == null ? 0 : open.refused());
            default -> 0;
        };
    }

    @Override
    public void close() throws IOException {
        ByteSource open = source;
        source = null;
        if (open != null) {
            refusedBefore += open.refused();
            open.close();
        }
    }
}
