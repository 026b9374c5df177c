// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.PacketReader;
import org.pcap4j.core.PcapNativeException;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;

/** One replay: reads file after file, and hands each packet out when it is due. */
final class PcapLane implements CaptureLane {
    /** What the operator is told. */
    interface Notes {
        /** Something of the recording is lost. */
        void lost(String what);

        /** The replay has ended. */
        void done(String what);
    }

    /** Holds any packet libpcap reads of the link types there are, and most batches. */
    private static final int BUFFER = 1 << 19;

    /** Packets looked at in one poll, however many of them are wanted. */
    private static final int MOST = 4096;

    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(90);

    /** Shorter waits would wake the thread for each packet; a packet comes at most so much too late. */
    private static final long SHORTEST_WAIT = TimeUnit.MICROSECONDS.toNanos(500);

    private final PcapSettings settings;
    private final Origin.Replay replay;
    private final BooleanSupplier stale;
    private final Notes notes;
    private final List<Path> paths;
    private final @Nullable Datagrams datagrams;
    private final Pace pace;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    private @Nullable PacketReader file;
    private int linkType;
    private int next;
    private long round = 1;
    private long packets;
    private long packetsOfFile;
    private long packetsBeforeRound;
    private long added;
    private boolean ended;
    /** Whether the file stands at a packet that has not been handed out. */
    private boolean pending;

    private long due;
    private long now;

    /** @throws IOException when the first file cannot be opened, with a message for the operator */
    PcapLane(PcapSettings settings, Origin.Replay replay, BooleanSupplier stale, Notes notes) throws IOException {
        this.settings = settings;
        this.replay = replay;
        this.stale = stale;
        this.notes = notes;
        datagrams = settings.payload() ? new Datagrams(settings.ports()) : null;
        paths = CaptureFiles.list(replay.file());
        open(paths.get(next++));
        pace = new Pace(replay.speed(), settings.time());
    }

    private void open(Path path) throws IOException {
        PacketReader opened = CaptureFiles.open(path, settings.filter(), settings.library());
        linkType = CaptureFiles.linkType(opened);
        packetsOfFile = 0;
        file = opened;
    }

    @Override
    public int poll(PacketBatch batch) {
        if (stale.getAsBoolean()) {
            return REOPEN;
        }
        batch.in(buffer).linkType(linkType).counting(settings.count()).samplingRate(settings.sampling());
        if (ended) {
            return END;
        }
        int used = 0;
        now = System.nanoTime();
        for (int looked = 0; looked < MOST && !batch.isFull(); looked++) {
            if (!pending && !advance()) {
                end();
                return batch.size() == 0 ? END : batch.size();
            }
            PacketReader open = file;
            if (open == null || !isDue(batch.size() == 0)) {
                break;
            }
            int length = Math.min(open.length(), BUFFER);
            if (batch.size() == 0) {
                used = 0;
                batch.linkType(linkType);
            } else if (used + length > BUFFER || batch.linkType() != linkType) {
                break;
            }
            open.copy(buffer, used, length);
            pending = false;
            used += add(batch, open, used, length);
        }
        return batch.size();
    }

    /** Whether it is time for the packet at hand; when nothing else is to be done that is waited for a moment. */
    private boolean isDue(boolean idle) {
        if (due - now > 0) {
            now = System.nanoTime();
            if (due - now > 0 && idle) {
                LockSupport.parkNanos(Math.max(SHORTEST_WAIT, Math.min(LONGEST_WAIT, due - now)));
                now = System.nanoTime();
            }
        }
        return due - now <= 0;
    }

    /** Adds the packet at hand, and says how many bytes of the buffer it took. */
    private int add(PacketBatch batch, PacketReader open, int at, int length) {
        long time = pace.epochNanos(open.epochNanos(), due, now);
        int wireLength = open.wireLength();
        if (datagrams == null) {
            batch.add(at, length, wireLength, time);
        } else if (!datagrams.add(batch, at, length, wireLength, time)) {
            return 0;
        }
        added++;
        return length;
    }

    /** Goes to the next packet of all files and rounds; false when there is none. */
    private boolean advance() {
        while (file != null || openNext()) {
            PacketReader open = file;
            if (open != null && next(open)) {
                if (packets == 0) {
                    pace.begin(System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
                }
                due = pace.due(open.epochNanos());
                packets++;
                packetsOfFile++;
                pending = true;
                return true;
            }
            close();
        }
        return false;
    }

    private boolean next(PacketReader open) {
        try {
            return open.next();
        } catch (PcapNativeException e) {
            if (round == 1) {
                notes.lost("%s: cannot be read beyond packet %d: %s"
                        .formatted(paths.get(next - 1), packetsOfFile, e.getMessage()));
            }
            return false;
        }
    }

    private boolean openNext() {
        while (true) {
            if (next == paths.size()) {
                // a round without a packet would be followed by others for ever
                if (round == replay.repeat() || packets == packetsBeforeRound) {
                    return false;
                }
                round++;
                next = 0;
                packetsBeforeRound = packets;
                pace.restart();
            }
            try {
                open(paths.get(next++));
                return true;
            } catch (IOException e) {
                if (round == 1) {
                    notes.lost(e.getMessage() + "; left out");
                }
            }
        }
    }

    private void end() {
        ended = true;
        StringBuilder said = new StringBuilder(replay.file());
        said.append(" has been read: ").append(packets).append(" packets");
        if (datagrams != null) {
            said.append(", ").append(added).append(" datagrams handed on");
        }
        if (dropped() > 0) {
            said.append("; left out ").append(dropped()).append(" IP fragments of larger datagrams");
        }
        if (pace.jumps() > 0) {
            said.append("; passed over ").append(pace.jumps()).append(" jumps of the recorded clock");
        }
        notes.done(said.toString());
    }

    /** Packets read from the files so far. */
    long packets() {
        return packets;
    }

    /** Frames or datagrams handed out so far. */
    long added() {
        return added;
    }

    /** Datagrams that came in pieces: for the collector they are lost. */
    @Override
    public long dropped() {
        return datagrams == null ? 0 : datagrams.fragments();
    }

    @Override
    public void close() {
        PacketReader open = file;
        file = null;
        pending = false;
        if (open != null) {
            open.close();
        }
    }
}
