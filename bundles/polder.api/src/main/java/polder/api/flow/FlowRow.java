// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ProviderType;

/** Reads a row that was copied with {@link FlowBatch#copy}: a flyweight, moved from row to row. Used by one thread. */
@ProviderType
public final class FlowRow {
    /** How many longs a row takes. */
    public static final int WIDTH = Cells.WIDTH;

    private long[] cells = new long[WIDTH];
    private int at;

    /** Moves to the row that begins at an index. */
    public FlowRow at(long[] rows, int index) {
        cells = rows;
        at = index;
        return this;
    }

    public long sourceHigh() {
        return cells[at + Cells.SOURCE_HIGH];
    }

    public long sourceLow() {
        return cells[at + Cells.SOURCE_LOW];
    }

    public long targetHigh() {
        return cells[at + Cells.TARGET_HIGH];
    }

    public long targetLow() {
        return cells[at + Cells.TARGET_LOW];
    }

    public int sourcePort() {
        return (int) cells[at + Cells.PORTS] >>> 16;
    }

    public int targetPort() {
        return (int) cells[at + Cells.PORTS] & 0xffff;
    }

    public int protocol() {
        return (int) cells[at + Cells.TRAITS] & 0xff;
    }

    public int tcpFlags() {
        return (int) (cells[at + Cells.TRAITS] >>> 8) & 0xff;
    }

    public boolean isFragment() {
        return (cells[at + Cells.TRAITS] & Cells.FRAGMENT) != 0;
    }

    public boolean isDropped() {
        return (cells[at + Cells.TRAITS] & Cells.DROPPED) != 0;
    }

    /** Not scaled by sampling, as in the batch. */
    public long packets() {
        return cells[at + Cells.PACKETS];
    }

    /** Not scaled by sampling, as in the batch. */
    public long bytes() {
        return cells[at + Cells.BYTES];
    }

    public int samplingRate() {
        return (int) cells[at + Cells.SAMPLING_RATE];
    }

    public long startNanos() {
        return cells[at + Cells.START];
    }

    public long endNanos() {
        return cells[at + Cells.END];
    }
}
