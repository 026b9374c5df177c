// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.Attacks.ListenerStatus;
import polder.api.attack.Step;
import polder.attack.Journal.Noted;

/**
 * Writes every change to the journal and only then lets the heralds tell it, on one thread, so that the windows never wait for a
 * disk. Also the clock of what ends without a window.
 */
final class Scribe {
    private static final Logger LOG = LoggerFactory.getLogger("polder.attack");
    /** Changes that may wait for the disk; beyond, progress is left out. Starts and ends never are. */
    private static final int MOST_WAITING = 10_000;

    private static final long TICK_MILLIS = 200;

    private final BlockingQueue<Change> waiting = new LinkedBlockingQueue<>();
    /** Changes accepted and not yet written and told. */
    private final AtomicInteger open = new AtomicInteger();

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();
    private final Seldom log = new Seldom(System::nanoTime);
    private final Journal journal;
    private final Heralds heralds;
    private final Supplier<Written> state;
    private final Queue<Noted> notes = new ConcurrentLinkedQueue<>();
    /** Notes not yet written. */
    private final AtomicInteger openNotes = new AtomicInteger();

    private volatile String lastFailure = "";
    private volatile boolean ending;

    /** @param state what else is to be on disk, asked for often */
    Scribe(Journal journal, Heralds heralds, Supplier<Written> state) {
        this.journal = journal;
        this.heralds = heralds;
        this.state = state;
    }

    /**
     * Starts the thread.
     *
     * @param tick called about five times a second, on it
     */
    Thread start(Runnable tick) {
        Thread thread = new Thread(() -> run(tick), "polder-scribe-attack-0");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Takes a change; never waits. Any thread may call it. */
    void accept(Change change) {
        if (open.get() >= MOST_WAITING && !change.isFinal()) {
            leftOut.incrementAndGet();
            return;
        }
        open.incrementAndGet();
        waiting.add(change);
    }

    /** Takes what was done about an attack; never waits. Any thread may call it. */
    void note(UUID attack, Step step) {
        openNotes.incrementAndGet();
        notes.add(new Noted(attack, step));
    }

    /** Lets the thread write and hand on what waits, and end. */
    void end() {
        ending = true;
    }

    private void run(Runnable tick) {
        try {
            write(List.of()); // so that a journal that was damaged or has grown is whole and small again
            while (!ending || !waiting.isEmpty()) {
                Change first = waiting.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Change> all = new ArrayList<>();
                    all.add(first);
                    waiting.drainTo(all);
                    write(all);
                    tell(all);
                    open.addAndGet(-all.size());
                }
                tick.run();
                heralds.expire();
                writeRest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Change> changes) {
        List<Attack> attacks = changes.stream().map(Change::attack).toList();
        try {
            journal.write(attacks, changes.stream().anyMatch(Change::isFinal));
            written.addAndGet(attacks.size());
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Notes and state, when there is anything new. To be called once more when the thread has ended. */
    void writeRest() {
        List<Noted> steps = new ArrayList<>();
        for (Noted next = notes.poll(); next != null; next = notes.poll()) {
            steps.add(next);
        }
        try {
            if (!steps.isEmpty()) {
                journal.writeSteps(steps);
            }
            Written now = state.get();
            if (!now.equals(journal.written())) {
                journal.write(now);
            }
        } catch (IOException e) {
            fail(e); // the next line makes the journal write everything anew
        }
        openNotes.addAndGet(-steps.size());
    }

    /** To be warned of an attack matters more than to remember it: what could not be written is told all the same. */
    private void fail(IOException e) {
        failed.incrementAndGet();
        lastFailure = e.toString();
        if (log.now()) {
            LOG.error("the journal of attacks cannot be written, they would not survive a restart: {}", lastFailure);
        }
    }

    private void tell(List<Change> changes) {
        for (Change change : changes) {
            AttackEvent event = change.event();
            if (event != null) {
                heralds.tell(event);
            }
        }
    }

    ListenerStatus status() {
        return new ListenerStatus(
                "journal", written.get(), failed.get(), open.get() + openNotes.get(), leftOut.get(), lastFailure);
    }
}
