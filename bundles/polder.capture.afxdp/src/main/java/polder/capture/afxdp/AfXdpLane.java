// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.Reject;
import polder.capture.afxdp.AfXdpSettings.Length;
import polder.capture.afxdp.AfXdpSettings.Mode;

/** A lane that reads some receive queues of an interface. The batch points to the frames where the kernel or the card put them. */
final class AfXdpLane implements CaptureLane {
    private static final int WAIT_MILLIS = 95;
    /** With so many pieces a queue can wait a millisecond at several million frames a second. */
    private static final int NEEDS_PIECES = 8192;

    private static final long REST_NANOS = 1_000_000;

    /** struct pollfd: descriptor 4, events 2, what happened 2. */
    private static final int POLLFD = 8;

    private static final short POLLIN = 1;

    private final AfXdpCapture capture;
    private final Mirror mirror;
    private final AfXdpSettings known;
    private final FrameMemory memory;
    private final List<Queue> opened = new ArrayList<>();
    private final Queue[] queues;
    private final Scratch descriptors;
    private final @Nullable LinkCounters lost;
    private final boolean rests;
    private int first;
    private int last;
    private boolean outdated;

    AfXdpLane(AfXdpCapture capture, Mirror mirror, int lane) throws IOException {
        this.capture = capture;
        this.mirror = mirror;
        known = mirror.settings();
        int[] numbers = mirror.queuesOf(lane);
        int pieces = Integer.highestOneBit(known.memory() / mirror.piece());
        long size = (long) pieces * mirror.piece();
        if (numbers.length * size > Integer.MAX_VALUE) {
            throw new IOException(known.port() + ": " + numbers.length + " queues of memory = " + (size >> 20)
                    + "mb are more than the 2 GiB a lane can have; give more lanes or a smaller memory");
        }
        memory = new FrameMemory(known.port(), numbers.length * size);
        descriptors = new Scratch(numbers.length * POLLFD);
        rests = pieces >= NEEDS_PIECES;
        try {
            for (int number : numbers) {
                opened.add(Queue.open(mirror, number, memory, (int) (opened.size() * size), pieces));
            }
            lost = lane == 0 ? new LinkCounters(mirror.nic(), mirror.redirect().mode() == Mode.GENERIC) : null;
        } catch (IOException e) {
            closeQueues();
            throw e;
        }
        queues = opened.toArray(Queue[]::new);
        for (int i = 0; i < queues.length; i++) {
            descriptors.bytes.putInt(i * POLLFD, queues[i].socket().fd()).putShort(i * POLLFD + 4, POLLIN);
        }
    }

    boolean isZeroCopy() {
        return queues[0].socket().isZeroCopy();
    }

    /** Gives the frames of the last batch back, and adds those that are there; waits when there are none. */
    @Override
    public int poll(PacketBatch batch) throws IOException {
        if (outdated || !capture.settings().equals(known)) {
            return REOPEN;
        }
        batch.in(memory.bytes)
                .samplingRate(known.sampling())
                .counting(known.count())
                .bounded(known.length() == Length.FRAME);
        giveBack();
        if (rests && last > 0 && last < batch.capacity() / 2) {
            // as polder.capture.udp does: the kernel would wake the lane for every frame
            LockSupport.parkNanos(REST_NANOS);
        }
        take(batch);
        if (batch.size() == 0) {
            await(WAIT_MILLIS);
            take(batch);
        }
        last = batch.size();
        return last;
    }

    private void giveBack() {
        boolean asleep = false;
        for (Queue queue : queues) {
            queue.reader().giveBack();
            asleep |= queue.reader().needsWakeup();
        }
        if (asleep) {
            Libc.poll(descriptors.at, queues.length, 0);
        }
    }

    private void take(PacketBatch batch) {
        long now = System.currentTimeMillis() * 1_000_000;
        for (int i = 0; i < queues.length && !batch.isFull(); i++) {
            queues[(first + i) % queues.length].reader().take(batch, now);
        }
        first = (first + 1) % queues.length;
    }

    /** A socket whose interface is down waits for it to come up again; of one that has gone it is told. */
    private void await(int millis) throws IOException {
        if (Libc.poll(descriptors.at, queues.length, millis) <= 0) {
            for (Queue queue : queues) {
                if (queue.socket().error() != 0) {
                    throw new IOException(known.port() + " has gone");
                }
            }
        }
    }

    @Override
    public long dropped() {
        outdated = mirror.hasOtherQueues();
        long dropped = lost == null ? 0 : lost.lost();
        for (Queue queue : queues) {
            dropped += queue.socket().dropped();
        }
        return dropped;
    }

    @Override
    public long rejects(Reject reason) {
        long malformed = 0;
        if (reason == Reject.MALFORMED) {
            for (Queue queue : queues) {
                malformed += queue.reader().malformed();
            }
        }
        return malformed;
    }

    private void closeQueues() {
        opened.forEach(Queue::close);
        memory.close();
    }

    @Override
    public void close() {
        closeQueues();
        if (lost != null) {
            lost.close();
        }
        capture.release(mirror);
    }
}
