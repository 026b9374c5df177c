// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks.ListenerStatus;

/**
 * Tells one listener, in order, on a thread of its own. While the listener is away, as when its bundle is being updated, events
 * wait. Any thread may call it.
 */
final class Herald {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");

    final String name;
    private final Deque<AttackEvent> queue = new ArrayDeque<>();
    private final Seldom logFailure = new Seldom(System::nanoTime);
    private final Seldom logDrop = new Seldom(System::nanoTime);
    private final Thread thread;
    private @Nullable AttackListener listener;
    private long awaySince;
    private int capacity;
    /** Who is being told an event at this moment. */
    private @Nullable AttackListener told;

    private boolean closing;
    private long delivered;
    private long failed;
    private long dropped;
    private String lastFailure = "";

    Herald(String name, int capacity, long nanos) {
        this.name = name;
        this.capacity = capacity;
        awaySince = nanos;
        thread = new Thread(this::run, "polder-herald-" + name + "-0");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized boolean isAway() {
        return listener == null;
    }

    synchronized boolean isFor(AttackListener one) {
        return listener == one;
    }

    synchronized boolean isAwaySince(long nanos) {
        return listener == null && awaySince - nanos <= 0;
    }

    synchronized void attach(AttackListener arrived) {
        listener = arrived;
        notifyAll();
    }

    /** The listener goes away: what it is being told is finished, the rest waits for its successor. */
    synchronized void detach(long nanos, Duration patience) {
        listener = null;
        awaySince = nanos;
        if (Thread.currentThread() != thread && !awaitIdle(patience)) {
            LOG.warn("listener {} goes away and has not finished an event within {} s", name, patience.toSeconds());
        }
    }

    private synchronized boolean awaitIdle(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (told != null) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return told == null;
    }

    synchronized void capacity(int changed) {
        capacity = changed;
    }

    synchronized void tell(AttackEvent event) {
        if (closing) {
            dropped++;
            return;
        }
        queue.addLast(event);
        if (queue.size() > capacity) {
            dropOne();
        }
        notifyAll();
    }

    /** Drops the oldest event that is not a start or end, else the oldest. */
    private void dropOne() {
        Iterator<AttackEvent> oldest = queue.iterator();
        while (oldest.hasNext()) {
            if (oldest.next().phase() == Phase.ONGOING) {
                oldest.remove();
                countDrop();
                return;
            }
        }
        queue.removeFirst();
        countDrop();
    }

    private void countDrop() {
        dropped++;
        if (logDrop.now()) {
            LOG.warn("listener {} is too slow: {} events wait, {} dropped so far", name, queue.size(), dropped);
        }
    }

    private void run() {
        AttackEvent event = next();
        while (event != null) {
            AttackListener to = told;
            if (to != null) {
                deliver(to, event);
            }
            event = next();
        }
    }

    /** Waits for an event and somebody to tell it to; null when all is over. */
    private synchronized @Nullable AttackEvent next() {
        told = null;
        notifyAll();
        while (!closing && (queue.isEmpty() || listener == null)) {
            try {
                wait();
            } catch (InterruptedException e) {
                // a listener has left its own interruption behind; ours is closing
            }
        }
        told = queue.isEmpty() ? null : listener;
        return told == null ? null : queue.pollFirst();
    }

    private void deliver(AttackListener to, AttackEvent event) {
        try {
            to.onAttack(event);
            synchronized (this) {
                delivered++;
            }
        } catch (Exception | Error e) { // whatever a listener does, the next event is told
            synchronized (this) {
                failed++;
                lastFailure = e.toString();
            }
            if (logFailure.now()) {
                LOG.error(
                        "listener {} failed at {} of {}: {}",
                        name,
                        event.phase(),
                        event.attack().target(),
                        e.toString());
            }
        }
    }

    /** Takes no more events and ends when those waiting are told, or cannot be. */
    synchronized void close() {
        closing = true;
        notifyAll();
    }

    /** Waits for the end after {@link #close}, then insists. Events not told are counted as dropped. */
    void awaitEnd(long untilNanos) throws InterruptedException {
        thread.join(Math.max(1, (untilNanos - System.nanoTime()) / 1_000_000));
        synchronized (this) {
            dropped += queue.size();
            if (!queue.isEmpty()) {
                LOG.warn("listener {}: {} events that waited for it are dropped", name, queue.size());
            }
            queue.clear();
        }
        thread.interrupt();
    }

    synchronized ListenerStatus status() {
        int waiting = queue.size() + (told == null ? 0 : 1);
        return new ListenerStatus(name, delivered, failed, waiting, dropped, lastFailure);
    }
}
