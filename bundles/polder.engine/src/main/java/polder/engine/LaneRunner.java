// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.capture.LaneStatus;
import polder.api.capture.LaneStatus.State;
import polder.api.capture.PacketBatch;
import polder.api.flow.Reject;
import polder.wire.Address;

/**
 * One lane: a thread that polls, decodes and hands on, with no queue and no lock. It outlives the services it is plugged into: a
 * new {@link Wiring} is taken over between two polls.
 */
final class LaneRunner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);
    private static final int PACKETS = 256;
    private static final Reject[] REASONS = Reject.values();
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final String type;
    private final int number;
    private final Runnable onReopen;
    private final Thread thread;
    private final PacketBatch packets = new PacketBatch(PACKETS);
    private final Fittings fittings;
    private final LaneCounters counters = new LaneCounters();

    private volatile Wiring wiring;
    private volatile long taken;
    private volatile boolean stopped;
    private volatile State state = State.HOLDING;
    private volatile String problem = "";

    // used by the lane's thread alone
    private @Nullable CaptureLane lane;
    private @Nullable Capture openedFrom;
    private long pause = SECOND;
    /** When a lane that goes on because its successor could not be opened tries again, or 0. */
    private long reopenAt;
    /** Whether the engine has yet to hear that the capture's present settings are in force. */
    private boolean unheard;
    /** Whether the open lane has said why nothing comes. */
    private boolean silent;

    private long packetCount;
    private long byteCount;
    private long droppedBefore;
    private final long[] rejectsBefore = new long[REASONS.length];
    private long secondStarted = System.nanoTime();
    private long packetsThen;
    private long flowsThen;

    LaneRunner(String name, String type, int number, Wiring wiring, Runnable onReopen) {
        this.name = name;
        this.type = type;
        this.number = number;
        this.wiring = wiring;
        this.onReopen = onReopen;
        fittings = new Fittings(number);
        thread = new Thread(this, "polder-lane-" + name + "-" + number);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes effect between two polls. Any thread. */
    void rewire(Wiring next) {
        wiring = next;
        LockSupport.unpark(thread);
    }

    Wiring wiring() {
        return wiring;
    }

    /** Waits until the lane uses the newest wiring: then it will never again call what is not in it. */
    boolean awaitRewired(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (taken != wiring.serial() && thread.isAlive() && Thread.currentThread() != thread) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(200_000);
        }
        return true;
    }

    /** Ends the lane and waits a moment for its thread. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                step();
            }
        } finally {
            closeLane();
            fittings.close();
        }
    }

    private void step() {
        Wiring now = wiring;
        if (now.serial() != taken) {
            takeOver(now);
        }
        if (System.nanoTime() - now.holdUntil() < 0) {
            state = State.HOLDING;
            heartbeat(1);
        } else {
            try {
                poll(now);
            } catch (IOException | RuntimeException | LinkageError e) {
                fail(e);
            }
        }
        publish();
    }

    private void takeOver(Wiring now) {
        fittings.fit(now);
        // before the source is opened anew, which may take its time: nobody else has to wait for that
        taken = now.serial();
        if (openedFrom != null && openedFrom != now.capture()) {
            reopen(now);
        }
    }

    /** An idle lane's taps hear of it all the same. */
    private void heartbeat(long millis) {
        packets.clear();
        fittings.take(packets);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void poll(Wiring now) throws IOException {
        if (reopenAt != 0 && System.nanoTime() - reopenAt > 0) {
            reopen(now);
        }
        CaptureLane open = lane;
        if (open == null) {
            open = open(now);
        }
        packets.clear();
        int polled = open.poll(packets);
        take();
        if (polled == CaptureLane.REOPEN) {
            unheard = true;
            reopen(now);
        } else if (polled == CaptureLane.END) {
            state = State.ENDED;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        } else {
            state = silent ? State.FAILED : State.RUNNING;
        }
    }

    private CaptureLane open(Wiring now) throws IOException {
        CaptureLane opened = now.capture().open(number);
        lane = opened;
        openedFrom = now.capture();
        if (!problem.isEmpty()) {
            LOG.info("lane {}/{}: open again", name, number);
        }
        problem = "";
        silent = false;
        pause = SECOND;
        reopenAt = 0;
        reopened();
        return opened;
    }

    /** The capture's present settings are in force: the first lane tells the engine. */
    private void reopened() {
        boolean tells = unheard && number == 0;
        unheard = false;
        if (tells) {
            onReopen.run();
        }
    }

    /**
     * Opens the successor. Where both may be open, what the old lane still holds is read after that; and when the successor cannot
     * be opened, the old lane goes on until it can.
     */
    private void reopen(Wiring now) {
        CaptureLane old = lane;
        if (old != null && !old.overlaps()) {
            closeLane();
            old = null;
        }
        try {
            open(now);
        } catch (IOException | RuntimeException | LinkageError e) {
            if (old == null) {
                fail(e);
            } else {
                complain(e);
                reopenAt = System.nanoTime() + nextPause();
            }
            return;
        }
        if (old != null) {
            drain(old);
        }
    }

    private void drain(CaptureLane old) {
        try {
            old.retire();
            int polled;
            do {
                packets.clear();
                polled = old.poll(packets);
                take();
            } while (polled > 0 && !stopped);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("lane {}/{}: the rest of the old source could not be read: {}", name, number, words(e));
        }
        close(old);
    }

    private void take() {
        int size = packets.size();
        packetCount += size;
        for (int i = 0; i < size; i++) {
            byteCount += packets.wireLength(i);
        }
        fittings.take(packets);
    }

    private void fail(Throwable e) {
        closeLane();
        state = State.FAILED;
        reopenAt = 0;
        complain(e);
        long until = System.nanoTime() + nextPause();
        // one that came since this lane looked is not to wait either
        while (!stopped && wiring.serial() == taken && System.nanoTime() - until < 0) {
            heartbeat(100);
        }
    }

    private void complain(Throwable e) {
        unheard = true;
        String words = words(e);
        if (!words.equals(problem)) {
            problem = words;
            LOG.error("lane {}/{}: {}; trying again", name, number, words);
        }
    }

    private long nextPause() {
        long now = pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        return now;
    }

    private static String words(Throwable e) {
        String message = e.getMessage();
        return e instanceof IOException && message != null ? message : e.toString();
    }

    private void closeLane() {
        CaptureLane open = lane;
        lane = null;
        if (open != null) {
            close(open);
        }
    }

    private void close(CaptureLane open) {
        droppedBefore += open.dropped();
        for (Reject reason : REASONS) {
            rejectsBefore[reason.ordinal()] += open.rejects(reason);
        }
        try {
            open.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("lane {}/{}: closing: {}", name, number, words(e));
        }
    }

    private void publish() {
        counters.set(LaneCounters.PACKETS, packetCount);
        counters.set(LaneCounters.BYTES, byteCount);
        counters.set(LaneCounters.FLOWS, fittings.flows());
        counters.set(LaneCounters.FILTERED, fittings.filtered());
        long now = System.nanoTime();
        if (now - secondStarted >= SECOND) {
            publishSecond(now);
        }
    }

    private void publishSecond(long now) {
        double seconds = (now - secondStarted) / 1e9;
        counters.set(LaneCounters.PACKETS_PER_SECOND, Math.round((packetCount - packetsThen) / seconds));
        counters.set(LaneCounters.FLOWS_PER_SECOND, Math.round((fittings.flows() - flowsThen) / seconds));
        packetsThen = packetCount;
        flowsThen = fittings.flows();
        secondStarted = now;
        counters.set(LaneCounters.REFUSED, fittings.screen().refused());
        CaptureLane open = lane;
        for (Reject reason : REASONS) {
            long before = rejectsBefore[reason.ordinal()] + (open == null ? 0 : open.rejects(reason));
            counters.set(reason, before + fittings.rejects(reason));
        }
        counters.set(LaneCounters.DROPPED, droppedBefore + (open == null ? 0 : open.dropped()));
        if (open != null && reopenAt == 0) {
            listen(open.problem());
        }
    }

    /** What an open lane says of its source. */
    private void listen(String said) {
        if (!said.equals(problem)) {
            silent = !said.isEmpty();
            state = silent ? State.FAILED : State.RUNNING;
            problem = said;
            if (said.isEmpty()) {
                LOG.info("lane {}/{}: goes on", name, number);
            } else {
                LOG.warn("lane {}/{}: {}", name, number, said);
            }
        }
    }

    /** Packets of senders that the capture does not allow. Any thread. */
    long refused() {
        return counters.get(LaneCounters.REFUSED);
    }

    /** One of those senders, refused since the last call, or null. The engine's clock. */
    @Nullable
    Address takeRefusedSender() {
        return fittings.screen().takeSender();
    }

    LaneStatus status() {
        Wiring now = wiring;
        String said = problem;
        if (said.isEmpty() && now.decoder() == null) {
            said = "no decoder '" + now.decoderName() + "' is installed";
        }
        return new LaneStatus(
                name,
                type,
                number,
                state,
                said,
                now.decoderName(),
                counters.get(LaneCounters.PACKETS),
                counters.get(LaneCounters.BYTES),
                counters.get(LaneCounters.FLOWS),
                counters.get(LaneCounters.FILTERED),
                counters.get(LaneCounters.DROPPED),
                counters.rejects(),
                counters.get(LaneCounters.PACKETS_PER_SECOND),
                counters.get(LaneCounters.FLOWS_PER_SECOND));
    }
}
