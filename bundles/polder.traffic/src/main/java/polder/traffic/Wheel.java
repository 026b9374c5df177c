// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen to the rates of hosts, and when. Time is cut the coarser the farther it lies ahead: into an eighth of a second
 * (128 ms) for what is up to 2 s away, and further on into an eighth to a sixteenth of the way. What comes to the same row and column
 * in the same slot is added up, so the memory follows the hosts and not their flows. Used by the beat's thread, or under its lock.
 */
final class Wheel {
    /** Takes what happens: numbers as they were added. */
    @FunctionalInterface
    interface Sink {
        void take(int row, int column, long first, long second);
    }

    /** Takes what is still to happen, and in how many milliseconds. */
    @FunctionalInterface
    interface Pending {
        void take(int row, int column, int inMillis, long first, long second);
    }

    /** Rows may be negative, from this one on. */
    static final int LEAST_ROW = -1;

    private static final int COLUMN_MASK = (1 << SlotTable.NEIGHBOUR_BITS) - 1;

    /** The finest slots are two to the power of this long, in milliseconds; those of the next level twice as long, and so on. */
    private static final int TICK = 7;

    private static final int NEAR = TICK + 4;
    /** The farthest is 70 min away. */
    private static final int LEVELS = 12;

    private static final int SLOTS = 128;
    /** The finest slots reach farther: 262 s. */
    private static final int FINEST_SLOTS = 2048;

    /** Slots of one length. */
    private static final class Level {
        final int shift;
        final @Nullable SlotTable[] ring;
        SlotTable[] spare = new SlotTable[0];
        int spares;
        long passed;

        Level(int shift, int slots) {
            this.shift = shift;
            ring = new SlotTable[slots];
        }

        SlotTable at(long slot) {
            int place = (int) (slot & (ring.length - 1));
            SlotTable table = ring[place];
            if (table == null) {
                table = spares > 0 ? spare[--spares] : new SlotTable();
                ring[place] = table;
            }
            return table;
        }

        void free(SlotTable table) {
            table.clear();
            if (spares == spare.length) {
                spare = Arrays.copyOf(spare, spares * 2 + 4);
            }
            spare[spares++] = table;
        }
    }

    private final Level[] levels = new Level[LEVELS];
    private int size;

    Wheel() {
        for (int i = 0; i < LEVELS; i++) {
            levels[i] = new Level(TICK + i, i == 0 ? FINEST_SLOTS : SLOTS);
        }
    }

    /** How many rows and columns with a time there are. */
    int size() {
        return size;
    }

    /** Which slots serve for what is so many milliseconds away. */
    static int level(long millis) {
        return Math.min(LEVELS - 1, 64 - Long.numberOfLeadingZeros(Math.max(0, millis - 1) >>> NEAR));
    }

    /** How long the slots of a level are, in milliseconds; a power of two. */
    static int grid(int level) {
        return 1 << (TICK + level);
    }

    /** How far away the slots of a level can be, in milliseconds. */
    static int reach(int level) {
        return grid(level) * ((level == 0 ? FINEST_SLOTS : SLOTS) - 1);
    }

    /**
     * Adds what is to happen.
     *
     * @param time a multiple of the level's grid, later than the last {@link #pass} and within the level's reach of it
     * @return whether it is the first for this row, column and time
     */
    boolean add(int level, long time, int row, int column, long first, long second) {
        Level of = levels[level];
        boolean isNew = of.at(time >> of.shift).add(key(row, column), first, second);
        if (isNew) {
            size++;
        }
        return isNew;
    }

    /** Reads from where {@link #add} writes; the value means nothing. */
    long warm(int level, long time, int row, int column) {
        Level of = levels[level];
        SlotTable table = of.ring[(int) ((time >> of.shift) & (of.ring.length - 1))];
        return table == null ? 0 : table.warm(key(row, column));
    }

    private static long key(int row, int column) {
        return ((row + 1L - LEAST_ROW) << SlotTable.NEIGHBOUR_BITS) | column;
    }

    /** Lets everything happen that is due by now. */
    void pass(long now, Sink sink) {
        for (Level level : levels) {
            long until = now >> level.shift;
            for (long slot = Math.max(level.passed + 1, until - level.ring.length + 1); slot <= until; slot++) {
                int place = (int) (slot & (level.ring.length - 1));
                SlotTable table = level.ring[place];
                if (table != null) {
                    level.ring[place] = null;
                    size -= table.size();
                    drain(table, sink);
                    level.free(table);
                }
            }
            level.passed = until;
        }
    }

    private static void drain(SlotTable table, Sink sink) {
        for (int place = 0; place < table.capacity(); place++) {
            long key = table.key(place);
            if (key != 0) {
                sink.take(row(key), (int) key & COLUMN_MASK, table.first(place), table.second(place));
            }
        }
    }

    private static int row(long key) {
        return (int) ((key >>> SlotTable.NEIGHBOUR_BITS) - 1 + LEAST_ROW);
    }

    /** Shows everything that is still to happen. */
    void each(long now, Pending pending) {
        for (Level level : levels) {
            for (long slot = level.passed + 1; slot <= level.passed + level.ring.length; slot++) {
                SlotTable table = level.ring[(int) (slot & (level.ring.length - 1))];
                if (table != null) {
                    int in = (int) ((slot << level.shift) - now);
                    drain(table, (row, column, first, second) -> pending.take(row, column, in, first, second));
                }
            }
        }
    }
}
