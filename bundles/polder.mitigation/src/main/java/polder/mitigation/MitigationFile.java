// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mitigations on disk: {@code mitigations.mv}, a store of H2's with one map of lines. What is kept is written by {@link #flush}, and
 * then survives a kill of the process; once a second, and at the end, it is forced to the disk. What cannot be written is kept in memory
 * and tried again. Any thread may call it.
 */
final class MitigationFile implements Keeper, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");
    private static final String MAP = "mitigations";
    private static final int RETENTION_MILLIS = 10_000;
    private static final int COMPACT_MILLIS = 200;
    private static final long FORCE = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY = TimeUnit.SECONDS.toNanos(10);

    private final Path file;
    private final LongSupplier nanos;
    private final Map<String, Optional<String>> pending = new LinkedHashMap<>();
    private final Map<String, String> found = new TreeMap<>();
    private @Nullable MVStore store;
    private boolean failing;
    private boolean closed;
    private boolean unforced;
    private long forced;
    private long failed;

    /** Reads what is there. Nothing fails here: what cannot be read is logged and set aside. */
    MitigationFile(Path folder, LongSupplier nanos) {
        file = folder.resolve("mitigations.mv");
        this.nanos = nanos;
        forced = nanos.getAsLong();
        try {
            found.putAll(open());
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                LOG.error("{} is in use by another process: what is in it is not taken up by this one", file);
            } else {
                setAside(e.getMessage());
            }
        } catch (IOException e) {
            LOG.error("{} cannot be made: {}; mitigations are kept in memory only", file, e.toString());
        }
    }

    private MVMap<String, String> open() throws IOException {
        MVStore known = store;
        if (known == null) {
            Files.createDirectories(file.getParent());
            known = new MVStore.Builder()
                    .fileName(file.toString())
                    .autoCommitDisabled()
                    .cacheSize(1)
                    .compress()
                    .open();
            known.setRetentionTime(RETENTION_MILLIS);
            store = known;
        }
        return known.openMap(
                MAP,
                new MVMap.Builder<String, String>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(StringDataType.INSTANCE));
    }

    private void setAside(@Nullable String why) {
        closeAtOnce();
        found.clear();
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + System.currentTimeMillis());
        try {
            Files.move(file, aside);
            LOG.warn("{} is damaged: {}; moved to {}, attacks that go on begin their ladders anew", file, why, aside);
        } catch (IOException e) {
            LOG.warn("{} is damaged: {}; moving it to {} failed: {}", file, why, aside, e.toString());
        }
    }

    /** What was there at the start. */
    Map<String, String> found() {
        return found;
    }

    @Override
    public synchronized void keep(String key, @Nullable String text) {
        pending.put(key, Optional.ofNullable(text));
    }

    /** Writes what is to be written. */
    synchronized void flush() {
        boolean force = unforced && nanos.getAsLong() - forced >= FORCE;
        if (closed || (pending.isEmpty() && !force) || (failing && nanos.getAsLong() - failed < RETRY)) {
            return;
        }
        try {
            MVMap<String, String> map = open();
            pending.forEach((key, text) -> {
                if (text.isPresent()) {
                    map.put(key, text.get());
                } else {
                    map.remove(key);
                }
            });
            map.getStore().commit();
            unforced |= !pending.isEmpty();
            pending.clear();
            if (force) {
                map.getStore().sync();
                forced = nanos.getAsLong();
                unforced = false;
            }
            if (failing) {
                LOG.info("{} is written again", file);
            }
            failing = false;
        } catch (MVStoreException | IOException e) {
            fail(e);
        }
    }

    private void fail(Exception e) {
        if (!failing) {
            LOG.error(
                    "{} cannot be written: {}; mitigations are kept in memory, and it is tried again",
                    file,
                    e.toString());
        }
        failing = true;
        failed = nanos.getAsLong();
        closeAtOnce();
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
    public synchronized void close() {
        failing = false;
        flush();
        closed = true;
        MVStore open = store;
        store = null;
        try {
            if (open != null) {
                open.sync();
                open.close(COMPACT_MILLIS);
            }
        } catch (MVStoreException e) {
            LOG.warn("closing {}: {}", file, e.toString());
        }
    }
}
