// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;

/**
 * What one lane keeps: every batch while there are few, and one of so many when there are more, so that the ring reaches back far
 * enough. While something is under attack, batches in between are searched for its rows. It decides before a batch is decoded,
 * so that only a batch that will be kept costs the reading of its details.
 */
final class LaneRecorder implements FlowTapLane {
    /** Rows of a batch of the engine. */
    private static final int BATCH = 128;

    private final Supplier<Settings> settings;
    private final Runnable onClose;
    private Settings current;
    private Pace pace;
    private volatile @Nullable Ring ring;
    private volatile @Nullable Watch watch;
    private boolean keeps;
    private @Nullable Watch searching;
    /** Rows that have come since the last batch that was kept or searched. */
    private long offered;

    /**
     * @param settings as they are now
     * @param onClose run when the lane ends
     */
    LaneRecorder(Supplier<Settings> settings, Consumer<LaneRecorder> onClose) {
        this.settings = settings;
        this.onClose = () -> onClose.accept(this);
        current = settings.get();
        pace = pace(current, System.nanoTime());
    }

    private static Pace pace(Settings settings, long now) {
        return new Pace(settings.rows(), settings.spanNanos(), now);
    }

    /** What it has kept, or null when nothing has come yet. Any thread. */
    @Nullable
    Ring ring() {
        return ring;
    }

    /** Says what is under attack, or null for nothing. Any thread. */
    void watch(@Nullable Watch targets) {
        watch = targets;
    }

    @Nullable
    Watch watch() {
        return watch;
    }

    @Override
    public boolean wantsDetails() {
        return wantsDetails(System.nanoTime());
    }

    @SuppressWarnings("ReferenceEquality") // asked for every batch: a change gives other settings
    boolean wantsDetails(long now) {
        Settings wanted = settings.get();
        if (wanted != current) {
            current = wanted;
            pace = pace(wanted, now);
            ring = null;
        }
        keeps = pace.allows(BATCH, now);
        Watch targets = watch;
        searching = !keeps && targets != null && targets.wants(BATCH, now) ? targets : null;
        return keeps || searching != null;
    }

    @Override
    public void accept(FlowBatch flows) {
        int size = flows.size();
        if (size == 0) {
            return;
        }
        offered += size;
        Watch targets = searching;
        if (keeps) {
            keep(flows, size);
        } else if (targets != null) {
            targets.search(flows, size, (float) offered / size);
            offered = 0;
        }
    }

    private void keep(FlowBatch flows, int size) {
        Ring into = ring;
        if (into == null) {
            into = new Ring(current.rows(), current.frameBytes());
            ring = into;
        }
        int count = Math.min(size, into.capacity);
        into.put(flows, 0, count, (float) offered / count);
        pace.took(count);
        offered = 0;
    }

    @Override
    public void close() {
        onClose.run();
    }
}
