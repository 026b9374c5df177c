// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** Which of the columns of now those of a {@link StateFile} are, which may be older. Used by one thread. */
final class KeptColumns {
    /** The bits of a change that are its column: see {@link Spread#each}. */
    private static final int COLUMN = 0x7f;

    /** Of a side; -1 for what there is no more. */
    private final int[] columns;

    private KeptColumns(int[] columns) {
        this.columns = columns;
    }

    static KeptColumns read(DataInputStream in) throws IOException {
        int[] columns = new int[in.readUnsignedByte()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = List.of(Columns.NAMES).indexOf(in.readUTF());
        }
        return new KeptColumns(columns);
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

    // --- changes ---

    static void writeColumn(DataOutputStream out, int column) throws IOException {
        out.writeShort(column);
    }

    /** Of a change, as {@link Spread#restore} takes it; -1 for what there is no more. */
    int readColumn(DataInputStream in) throws IOException {
        int kept = in.readUnsignedShort();
        int column = known(kept & COLUMN);
        return column < 0 ? column : column | (kept & ~COLUMN);
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
