// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.Reject;
import polder.capture.afpacket.AfPacketSettings.Length;
import polder.capture.afpacket.Interfaces.State;

/**
 * A lane that reads frames where the kernel has put them. It stays open while its interface is down or away, and takes it up again
 * when it is back.
 */
final class RingLane implements CaptureLane {
    private static final int LONGEST_WAIT = 95;
    /** LINKTYPE_RAW: IP packets. */
    private static final int RAW = 101;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final AfPacketCapture capture;
    private final AfPacketSettings settings;
    private final int group;
    private final Interfaces device;
    private State state = State.UP;
    private String problem = "";
    private @Nullable PacketSocket socket;
    private @Nullable Ring ring;
    private boolean retired;
    private long droppedBefore;
    private long damagedBefore;

    /**
     * @param group of the fanout
     * @throws IOException when there is no such interface or it may not be captured from
     */
    RingLane(AfPacketCapture capture, AfPacketSettings settings, int group) throws IOException {
        this.capture = capture;
        this.settings = settings;
        this.group = group;
        device = new Interfaces(settings.device());
        try {
            look();
            if (state == State.ABSENT) {
                throw new IOException(problem);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Opens the interface if it is up. */
    private void look() throws IOException {
        State now = device.state();
        if (now == State.UP) {
            open();
        }
        if (now != state) {
            state = now;
            problem = Interfaces.problem(settings.device(), now);
        }
    }

    private void open() throws IOException {
        PacketSocket opened = new PacketSocket(settings, device.index(), group);
        ring = new Ring(opened.memory(), settings.ring().blockSize(), opened.isEthernet(), opened.hasToLeaveOutSent());
        socket = opened;
    }

    /** Whether packets are joined before they are seen, so that too few would be counted. */
    boolean seesJoinedPackets() {
        return device.joinsPackets();
    }

    @Override
    public int poll(PacketBatch batch) throws IOException {
        if (!retired && !capture.settings().equals(settings)) {
            return REOPEN;
        }
        PacketSocket from = socket;
        Ring blocks = ring;
        if (from == null || blocks == null) {
            batch.in(NOTHING);
            awaitInterface();
            return 0;
        }
        batch.in(blocks.bytes())
                .linkType(from.isEthernet() ? PacketBatch.ETHERNET : RAW)
                .samplingRate(settings.sampling())
                .counting(settings.count())
                .bounded(settings.length() == Length.FRAME);
        if (blocks.read(batch) == 0) {
            boolean last = from.isDown();
            from.await(retired || last ? settings.longestWait() : LONGEST_WAIT);
            if (blocks.read(batch) == 0 && last) {
                leave();
            }
        }
        return batch.size();
    }

    private void awaitInterface() throws IOException {
        look();
        if (socket == null && !retired) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT));
        }
    }

    /** The interface is down or gone, and all that came before has been read. */
    private void leave() throws IOException {
        closeSocket();
        look();
    }

    private void closeSocket() {
        droppedBefore = dropped();
        damagedBefore = rejects(Reject.MALFORMED);
        PacketSocket open = socket;
        socket = null;
        ring = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public long dropped() {
        PacketSocket open = socket;
        return droppedBefore + (open == null ? 0 : open.dropped());
    }

    @Override
    public long rejects(Reject reason) {
        if (reason != Reject.MALFORMED) {
            return 0;
        }
        Ring open = ring;
        return damagedBefore + (open == null ? 0 : open.damaged());
    }

    @Override
    public String problem() {
        return problem;
    }

    @Override
    public boolean overlaps() {
        return true;
    }

    @Override
    public void retire() {
        retired = true;
        try {
            PacketSocket open = socket;
            if (open != null) {
                open.stop();
            }
        } catch (IOException e) {
            // then it would never be empty
            closeSocket();
        }
    }

    @Override
    public void close() {
        closeSocket();
        device.close();
    }
}
