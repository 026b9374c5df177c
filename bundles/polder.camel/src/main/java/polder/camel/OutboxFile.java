// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The letters on disk: {@code outbox.mv}, a store of H2's with one map, from a letter's number to its JSON. Its thread
 * ({@code polder-outbox-0}) writes what has changed since it last looked, some hundred times a second at most; a letter that comes and
 * goes in between is never written. Every write survives a kill of the process; once a second, and at the end, they are forced to the
 * disk. What cannot be written is kept in memory and tried again.
 */
final class OutboxFile implements Shelf, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final String MAP = "letters";
    private static final long GATHER_MILLIS = 10;
    private static final long FORCE_MILLIS = 1000;
    private static final int RETENTION_MILLIS = 10_000;
    private static final int COMPACT_MILLIS = 200;

    private final Path file;
    private final long retryMillis;
    private final Map<Long, Optional<Letter>> pending = new LinkedHashMap<>();
    private final List<Letter> found = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "polder-outbox-0");
    private @Nullable MVStore store;
    private boolean closing;
    /** What is being written at this moment. */
    private Map<Long, Optional<Letter>> inWork = Map.of();
    /** The highest number that was ever written. */
    private long highest;

    private boolean failing;
    private boolean unforced;
    private long forced = System.nanoTime();

    /** Reads what is there. Nothing fails here: what cannot be read is logged and set aside. */
    OutboxFile(Path folder, Duration retry) {
        file = folder.resolve("outbox.mv");
        retryMillis = retry.toMillis();
        try {
            read(open());
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                LOG.error("{} is in use by another process: what is in it is not delivered by this one", file);
            } else {
                setAside(e.getMessage());
            }
        } catch (IOException e) {
            LOG.error("{} cannot be made: {}; events that wait are kept in memory only", file, e.toString());
        }
        thread.setDaemon(true);
        thread.start();
    }

    private MVMap<Long, String> open() throws IOException {
        Files.createDirectories(file.getParent());
        MVStore opened = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .cacheSize(1)
                .compress()
                .open();
        opened.setRetentionTime(RETENTION_MILLIS);
        store = opened;
        return map(opened);
    }

    private static MVMap<Long, String> map(MVStore opened) {
        return opened.openMap(
                MAP,
                new MVMap.Builder<Long, String>().keyType(LongDataType.INSTANCE).valueType(StringDataType.INSTANCE));
    }

    private void read(MVMap<Long, String> map) {
        int bad = 0;
        for (Map.Entry<Long, String> entry : map.entrySet()) {
            try {
                highest = entry.getKey();
                found.add(LetterJson.read(entry.getKey(), entry.getValue()));
            } catch (IllegalArgumentException e) {
                bad++;
                pending.put(entry.getKey(), Optional.empty());
                LOG.debug("{}, {}: {}", file, entry.getKey(), e.getMessage());
            }
        }
        if (bad > 0) {
            LOG.warn("{}: {} events cannot be read, and are dropped", file, bad);
        }
    }

    private void setAside(@Nullable String why) {
        closeAtOnce();
        found.clear();
        pending.clear();
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + System.currentTimeMillis());
        try {
            Files.move(file, aside);
            LOG.warn("{} is damaged: {}; moved to {}, events that waited are lost", file, why, aside);
        } catch (IOException e) {
            LOG.warn("{} is damaged: {}; moving it to {} failed: {}", file, why, aside, e.toString());
        }
    }

    /** What was there, by number. */
    List<Letter> found() {
        return found;
    }

    @Override
    public synchronized void keep(Letter letter) {
        pending.put(letter.number(), Optional.of(letter));
        notifyAll();
    }

    @Override
    public synchronized void remove(long number) {
        if (number <= highest || inWork.containsKey(number)) {
            pending.put(number, Optional.empty());
            notifyAll();
        } else {
            pending.remove(number);
        }
    }

    /** Waits until everything is written, at most so long; false when it is not. */
    synchronized boolean awaitWritten(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!inWork.isEmpty() || !pending.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private void run() {
        try {
            for (Map<Long, Optional<Letter>> next = next(); next != null; next = next()) {
                if (written(next)) {
                    noteHighest(next);
                } else {
                    putBack(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be written next; nothing when it is time to force the disk; null when it ends. */
    private synchronized @Nullable Map<Long, Optional<Letter>> next() throws InterruptedException {
        inWork = Map.of();
        notifyAll();
        boolean force = false;
        while (pending.isEmpty() && !closing && !force) {
            wait(unforced ? FORCE_MILLIS : 0);
            force = unforced && isOld(forced, FORCE_MILLIS);
        }
        for (long since = System.nanoTime(); !pending.isEmpty() && !closing && !isOld(since, GATHER_MILLIS); ) {
            wait(GATHER_MILLIS);
        }
        if (closing && pending.isEmpty()) {
            return null;
        }
        inWork = new LinkedHashMap<>(pending);
        pending.clear();
        return inWork;
    }

    private static boolean isOld(long nanos, long millis) {
        return System.nanoTime() - nanos >= TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private synchronized void noteHighest(Map<Long, Optional<Letter>> done) {
        done.keySet().forEach(number -> highest = Math.max(highest, number));
    }

    private synchronized void putBack(Map<Long, Optional<Letter>> unwritten) throws InterruptedException {
        unwritten.forEach(pending::putIfAbsent);
        inWork = Map.of();
        for (long since = System.nanoTime(); !closing && !isOld(since, retryMillis); ) {
            wait(retryMillis);
        }
        if (closing) {
            LOG.error("{}: what has changed of {} events is lost", file, pending.size());
            pending.clear();
        }
    }

    private boolean written(Map<Long, Optional<Letter>> changes) {
        try {
            MVStore open = store;
            MVMap<Long, String> map = open == null ? open() : map(open);
            changes.forEach((number, letter) -> {
                if (letter.isPresent()) {
                    map.put(number, LetterJson.write(letter.get()));
                } else {
                    map.remove(number);
                }
            });
            map.getStore().commit();
            unforced = true;
            if (isOld(forced, FORCE_MILLIS)) {
                map.getStore().sync();
                forced = System.nanoTime();
                unforced = false;
            }
            if (failing) {
                LOG.info("{} is written again", file);
            }
            failing = false;
            return true;
        } catch (MVStoreException | IOException e) {
            if (!failing) {
                LOG.error(
                        "{} cannot be written: {}; events that wait are kept in memory, and it is tried again",
                        file,
                        RouteFault.reason(e));
            }
            failing = true;
            closeAtOnce();
            return false;
        }
    }

    private void closeAtOnce() {
        MVStore open = store;
        store = null;
        if (open != null) {
            open.closeImmediately();
        }
    }

    /** Writes what is still to be written, and ends. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        MVStore open = store;
        store = null;
        try {
            if (open != null) {
                open.sync();
                open.close(COMPACT_MILLIS);
            }
        } catch (MVStoreException e) {
            LOG.warn("closing {}: {}", file, RouteFault.reason(e));
        }
    }
}
