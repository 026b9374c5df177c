// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks.ListenerStatus;

/**
 * Tells one listener, in order, on a thread of its own. While the listener is away, as when its bundle is being updated, events
 * wait. Any thread may call it.
 */
final class Herald {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");

    private static final long RETRY_MILLIS = 5000;

    final String name;
    private final Deque<AttackEvent> queue = new ArrayDeque<>();
    private final Seldom logFailure = new Seldom(System::nanoTime);
    private final Seldom logDrop = new Seldom(System::nanoTime);
    private final Thread thread;
    private final Outcomes outcomes;
    private @Nullable Plug<AttackListener> listener;
    private long awaySince;
    private int capacity;
    /** How much news of progress is in the queue. */
    private int progress;

    /** Who is being told an event at this moment. */
    private volatile @Nullable Plug<AttackListener> told;

    private boolean closing;
    private long delivered;
    private long failed;
    private long dropped;
    private String lastFailure = "";

    Herald(String name, int capacity, long nanos, Outcomes outcomes) {
        this.name = name;
        this.outcomes = outcomes;
        this.capacity = capacity;
        awaySince = nanos;
        thread = new Thread(this::run, "polder-herald-" + name + "-0");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized boolean isAway() {
        return listener == null;
    }

    synchronized boolean isAwaySince(long nanos) {
        return listener == null && awaySince - nanos <= 0;
    }

    synchronized void attach(Plug<AttackListener> arrived) {
        listener = arrived;
        notifyAll();
    }

    /** If this listener goes away, what it is being told is finished, and the rest waits for its successor. */
    synchronized void detach(Object key, long nanos, Duration patience) {
        Plug<AttackListener> leaving = listener;
        if (leaving == null || !leaving.key.equals(key)) {
            return;
        }
        listener = null;
        awaySince = nanos;
        if (Thread.currentThread() != thread && !awaitIdle(patience)) {
            LOG.warn("listener {} goes away and has not finished an event within {} s", name, patience.toSeconds());
        }
        leaving.release();
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
        queue.addLast(event);
        progress += event.isProgress() ? 1 : 0;
        if (queue.size() > capacity) {
            dropOne();
        }
        notifyAll();
    }

    /** Drops the oldest news of progress, else the oldest event. */
    private void dropOne() {
        Iterator<AttackEvent> oldest = queue.iterator();
        while (progress > 0 && oldest.hasNext()) {
            if (oldest.next().isProgress()) {
                oldest.remove();
                progress--;
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
            // not under our lock: a listener may have to be made first, and that can take its time
            Plug<AttackListener> plug = told;
            AttackListener to = plug == null ? null : plug.get();
            if (to == null) {
                putBack(event);
            } else {
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
            sleep(0);
        }
        if (closing) {
            return null;
        }
        told = listener;
        AttackEvent first = queue.removeFirst();
        progress -= first.isProgress() ? 1 : 0;
        return first;
    }

    /** The listener could not be had, as when it is on its way out, or fails to start. */
    private synchronized void putBack(AttackEvent event) {
        queue.addFirst(event);
        progress += event.isProgress() ? 1 : 0;
        told = null;
        notifyAll();
        sleep(RETRY_MILLIS);
    }

    @SuppressWarnings("WaitNotInLoop") // those who call it look again
    private synchronized void sleep(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            // a listener has left its own interruption behind; ours is closing
        }
    }

    private void deliver(AttackListener to, AttackEvent event) {
        String failure = "";
        try {
            to.onAttack(event);
            synchronized (this) {
                delivered++;
            }
        } catch (Exception | Error e) { // whatever a listener does, the next event is told
            failure = e.toString();
            synchronized (this) {
                failed++;
                lastFailure = failure;
            }
            if (logFailure.now()) {
                LOG.error(
                        "listener {} failed at {} of {}: {}",
                        name,
                        event.phase(),
                        event.attack().target(),
                        failure);
            }
        }
        outcomes.took(event, name, failure);
    }

    /** Ends when the event in hand is told. */
    synchronized void close() {
        closing = true;
        notifyAll();
    }

    /** Waits for the end after {@link #close}, and gives what was not told. */
    List<AttackEvent> awaitEnd(long untilNanos) throws InterruptedException {
        thread.join(Math.max(1, (untilNanos - System.nanoTime()) / 1_000_000));
        thread.interrupt();
        synchronized (this) {
            return new ArrayList<>(queue);
        }
    }

    /** Drops what waits; all that was ever dropped is the answer. */
    synchronized long giveUp() {
        if (!queue.isEmpty()) {
            LOG.warn("listener {} did not come back: {} events that waited for it are dropped", name, queue.size());
        }
        dropped += queue.size();
        queue.clear();
        progress = 0;
        return dropped;
    }

    synchronized ListenerStatus status() {
        int waiting = queue.size() + (told == null ? 0 : 1);
        return new ListenerStatus(name, delivered, failed, waiting, dropped, lastFailure);
    }
}
