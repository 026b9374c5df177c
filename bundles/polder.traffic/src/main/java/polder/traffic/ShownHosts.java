// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

/**
 * The hosts detectors are to judge in a beat: those whose traffic was told of in it, and those with so much that they are looked at in
 * every beat. Used like {@link HostTable}.
 */
final class ShownHosts {
    private final HostRows rows;
    private final IntList noted = new IntList();
    private final IntList quiet = new IntList();
    private Notable notable = new Notable(1, 1, 1);
    private int beat;

    ShownHosts(HostRows rows) {
        this.rows = rows;
    }

    void begin(int number, Notable from) {
        beat = number;
        notable = from;
        quiet.size(0);
    }

    void add(int row) {
        if (rows.get(row, HostRows.SHOWN) != beat) {
            rows.set(row, HostRows.SHOWN, beat);
            if (!rows.is(row, HostRows.NOTED)) {
                quiet.add(row);
            }
        }
    }

    /** Notes the hosts that have become busy, and lets go of those that are no more. */
    void end() {
        int kept = 0;
        for (int i = 0; i < noted.size(); i++) {
            int row = noted.get(i);
            if (isNotable(row)) {
                noted.set(kept++, row);
                rows.set(row, HostRows.SHOWN, beat);
            } else {
                rows.set(row, HostRows.FLAGS, rows.get(row, HostRows.FLAGS) & ~HostRows.NOTED);
                quiet.add(row);
            }
        }
        noted.size(kept);
        kept = 0;
        for (int i = 0; i < quiet.size(); i++) {
            int row = quiet.get(i);
            if (isNotable(row)) {
                rows.set(row, HostRows.FLAGS, rows.get(row, HostRows.FLAGS) | HostRows.NOTED);
                noted.add(row);
            } else {
                quiet.set(kept++, row);
            }
        }
        quiet.size(kept);
    }

    private boolean isNotable(int row) {
        HostCells cells = rows.cells;
        for (int cell = rows.get(row, HostRows.CELLS); cell != HostCells.NONE; cell = cells.next(cell)) {
            if (!Columns.isVariance(cells.column(cell)) && isNotable(cells, cell)) {
                return true;
            }
        }
        return false;
    }

    private boolean isNotable(HostCells cells, int cell) {
        long[] words = cells.chunk(cell);
        int at = HostCells.at(cell);
        double packets = words[at + HostCells.PACKET_RATE] / Spread.UNIT;
        double bytes = words[at + HostCells.BYTE_RATE] / Spread.UNIT;
        return packets + Math.max((float) words[at + HostCells.PACKETS], cells.averaged(cell, 0)) >= notable.packets()
                || bytes + Math.max((float) words[at + HostCells.BYTES], cells.averaged(cell, 1)) >= notable.bytes()
                || Math.max((float) words[at + HostCells.FLOWS], cells.averaged(cell, 2)) >= notable.flows();
    }

    /** Those noted first, then the others. */
    int get(int i) {
        return i < noted.size() ? noted.get(i) : quiet.get(i - noted.size());
    }

    int size() {
        return noted.size() + quiet.size();
    }

    int noted() {
        return noted.size();
    }
}
