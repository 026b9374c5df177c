// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** Which of the columns of now those of a {@link StateFile} are, which may be older. Used by one thread. */
final class KeptColumns {
    /** Bits of a change that are not of its column: see {@link Spread#each}. */
    private static final int AMOUNT = 0x80;

    private static final int FLOWS = 0x100;
    private static final int COLUMN = 0x7f;

    // the first version: each column lay in a row of cells, at its packets, and amounts of flows at its flows
    private static final int FIRST_SIDE = 24;
    private static final int FIRST_WIDTH = 48;
    private static final int[] FIRST_CELLS = {0, 3, 6, 9, 12, 14, 17, 20};
    private static final int[] FIRST_COLUMNS = {
        Columns.TCP,
        Columns.UDP,
        Columns.SYN,
        Columns.ICMP,
        Columns.VARIANCE,
        Columns.OTHER,
        Columns.FRAGMENT,
        Columns.DROPPED
    };

    private final boolean first;
    /** Of a side; -1 for what there is no more. */
    private final int[] columns;

    private KeptColumns(boolean first, int[] columns) {
        this.first = first;
        this.columns = columns;
    }

    /** Those of files that do not say which theirs are. */
    static KeptColumns first() {
        return new KeptColumns(true, FIRST_COLUMNS);
    }

    static KeptColumns read(DataInputStream in) throws IOException {
        int[] columns = new int[in.readUnsignedByte()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = List.of(Columns.NAMES).indexOf(in.readUTF());
        }
        return new KeptColumns(false, columns);
    }

    static void write(DataOutputStream out) throws IOException {
        out.writeByte(Columns.NAMES.length);
        for (String name : Columns.NAMES) {
            out.writeUTF(name);
        }
    }

    // --- averages ---

    static void writeAverages(DataOutputStream out, float[] cells) throws IOException {
        int many = 0;
        for (int column = 0; column < Columns.WIDTH; column++) {
            many += holds(cells, column) ? 1 : 0;
        }
        out.writeByte(many);
        for (int column = 0; column < Columns.WIDTH; column++) {
            if (holds(cells, column)) {
                out.writeByte(column);
                for (int unit = 0; unit < Columns.UNITS; unit++) {
                    out.writeFloat(cells[column * Columns.UNITS + unit]);
                }
            }
        }
    }

    private static boolean holds(float[] cells, int column) {
        int at = column * Columns.UNITS;
        return cells[at] != 0 || cells[at + 1] != 0 || cells[at + 2] != 0;
    }

    /** A row of cells. */
    float[] readAverages(DataInputStream in) throws IOException {
        float[] cells = new float[Columns.CELLS];
        if (first) {
            readFirst(in, cells);
            return cells;
        }
        int many = in.readUnsignedByte();
        for (int i = 0; i < many; i++) {
            int column = known(in.readUnsignedByte());
            for (int unit = 0; unit < Columns.UNITS; unit++) {
                float value = Math.max(0, in.readFloat());
                if (column >= 0) {
                    cells[column * Columns.UNITS + unit] = value;
                }
            }
        }
        return cells;
    }

    private static void readFirst(DataInputStream in, float[] cells) throws IOException {
        float[] row = new float[FIRST_WIDTH];
        for (int i = 0; i < row.length; i++) {
            row[i] = Math.max(0, in.readFloat());
        }
        for (int i = 0; i < FIRST_CELLS.length; i++) {
            int units = FIRST_COLUMNS[i] == Columns.VARIANCE ? 1 : Columns.UNITS;
            System.arraycopy(row, FIRST_CELLS[i], cells, FIRST_COLUMNS[i] * Columns.UNITS, units);
            int out = (Columns.OUT + FIRST_COLUMNS[i]) * Columns.UNITS;
            System.arraycopy(row, FIRST_SIDE + FIRST_CELLS[i], cells, out, units);
        }
    }

    // --- changes ---

    static void writeColumn(DataOutputStream out, int column) throws IOException {
        out.writeShort(column);
    }

    /** Of a change, as {@link Spread#restore} takes it; -1 for what there is no more. */
    int readColumn(DataInputStream in) throws IOException {
        if (first) {
            int kept = in.readUnsignedByte();
            return ofFirst(kept & COLUMN, kept & AMOUNT);
        }
        int kept = in.readUnsignedShort();
        int column = known(kept & COLUMN);
        return column < 0 ? column : column | (kept & ~COLUMN);
    }

    private static int ofFirst(int cell, int amount) throws IOException {
        int side = cell / FIRST_SIDE * Columns.OUT;
        for (int i = 0; i < FIRST_CELLS.length; i++) {
            if (cell % FIRST_SIDE == FIRST_CELLS[i]) {
                return side + FIRST_COLUMNS[i] | amount;
            }
            if (amount != 0 && FIRST_COLUMNS[i] != Columns.VARIANCE && cell % FIRST_SIDE == FIRST_CELLS[i] + 2) {
                return side + FIRST_COLUMNS[i] | amount | FLOWS;
            }
        }
        throw new IOException("a change of cell " + cell);
    }

    /** @param column of the sides of all directions */
    private int known(int column) throws IOException {
        if (columns.length == 0 || column >= 4 * columns.length) {
            throw new IOException("a column " + column + " of " + columns.length);
        }
        int known = columns[column % columns.length];
        return known < 0 ? known : column / columns.length * Columns.OUT + known;
    }
}
