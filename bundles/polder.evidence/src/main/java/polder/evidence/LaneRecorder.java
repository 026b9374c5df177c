// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.wire.PrefixTable;

/**
 * What one lane keeps: every row while there are few, and one of so many when there are more, so that the ring reaches back far
 * enough. They are drawn from all batches, as a short attack among many others would slip through between two whole ones. While something
 * is under attack, its rows are searched for and kept first. It decides before a batch is decoded whether to look at it, so that what its
 * details cost is bounded.
 */
final class LaneRecorder implements FlowTapLane {
    /** Rows of a batch of the engine. */
    private static final int BATCH = 128;
    /** So many rows a second are looked at: what bounds the cost of their details to about a hundredth of a core. */
    private static final long LOOKED_AT = 200_000;

    private static final long SECOND = 1_000_000_000L;

    private final Supplier<Settings> settings;
    private final Runnable onClose;
    private Settings current;
    private final Pace looked;
    private Pace pace;
    private final Draw draw = new Draw(BATCH);
    private volatile @Nullable Ring ring;
    private volatile @Nullable Watch watch;
    private volatile @Nullable Habits habits;
    private volatile @Nullable PrefixTable besides;
    private final Supplier<@Nullable PrefixTable> own;
    private long now;
    private boolean looks;
    /** One of so many rows of the next batch is kept. */
    private int oneOf;

    private @Nullable Watch searching;
    /** Rows that have come since the last batch that was looked at. */
    private long unseen;

    /**
     * @param settings as they are now
     * @param onClose run when the lane ends
     */
    LaneRecorder(Supplier<Settings> settings, Consumer<LaneRecorder> onClose) {
        this(settings, () -> null, onClose);
    }

    /**
     * One that knows what is ours.
     *
     * @param own our networks, or null when they are not known
     */
    LaneRecorder(Supplier<Settings> settings, Supplier<@Nullable PrefixTable> own, Consumer<LaneRecorder> onClose) {
        this.settings = settings;
        this.own = own;
        this.onClose = () -> onClose.accept(this);
        current = settings.get();
        now = System.nanoTime();
        pace = pace(current, now);
        looked = new Pace(LOOKED_AT, SECOND, now);
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

    /** What hosts usually get, or null when nothing has come yet. Any thread. */
    @Nullable
    Habits habits() {
        return habits;
    }

    /** Says what is under attack and gets nothing usual now, or null for nothing. Any thread. */
    void besides(@Nullable PrefixTable attacked) {
        besides = attacked;
    }

    @Override
    public boolean wantsDetails() {
        return wantsDetails(System.nanoTime());
    }

    @SuppressWarnings("ReferenceEquality") // asked for every batch: a change gives other settings
    boolean wantsDetails(long nanos) {
        now = nanos;
        Settings wanted = settings.get();
        if (wanted != current) {
            current = wanted;
            pace = pace(wanted, now);
            ring = null;
            habits = null;
        }
        Watch targets = watch;
        oneOf = pace.oneOf(now);
        boolean searches = targets != null && targets.wants(BATCH, now);
        looks = looked.allows(BATCH, now);
        searching = looks && searches ? targets : null;
        return looks;
    }

    @Override
    public void accept(FlowBatch flows) {
        int size = flows.size();
        unseen += size;
        if (size == 0 || !looks) {
            return;
        }
        looked.took(size);
        float weight = (float) unseen / size;
        unseen = 0;
        Habits usual = habits;
        if (usual == null) {
            usual = new Habits(current.habits(), now);
            habits = usual;
        }
        usual.look(flows, size, now, own.get(), besides);
        Watch targets = searching;
        if (targets != null) {
            targets.search(flows, size, weight);
        }
        if (oneOf == 1 && targets == null) {
            Ring into = begun();
            int count = Math.min(size, into.capacity);
            into.put(flows, 0, count, weight * size / count);
            pace.took(count);
        } else {
            keepSome(flows, draw.from(size, oneOf), weight * oneOf, targets);
        }
    }

    /** Keeps the rows drawn, but for those that were found and kept already. */
    private void keepSome(FlowBatch flows, int drawn, float weight, @Nullable Watch targets) {
        Ring into = begun();
        for (int i = 0; i < drawn; i++) {
            int row = draw.row(i);
            if (targets == null || !targets.holds(flows, row)) {
                into.put(flows, row, 1, weight);
                pace.took(1);
            }
        }
    }

    private Ring begun() {
        Ring into = ring;
        if (into == null) {
            into = new Ring(current.rows(), current.frameBytes());
            ring = into;
        }
        return into;
    }

    @Override
    public void close() {
        onClose.run();
    }
}
