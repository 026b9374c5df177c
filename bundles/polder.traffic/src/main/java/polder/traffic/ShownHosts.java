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
    /** Where the readings of both are. */
    private final IntList notedAt = new IntList();

    private final IntList quietAt = new IntList();
    private final Readings readings;
    private Notable notable = new Notable(1, 1, 1);
    private int beat;

    ShownHosts(HostRows rows) {
        this.rows = rows;
        readings = new Readings(rows);
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

    /** Notes the hosts that have become busy, lets go of those that are no more, and reads all of them. */
    void end() {
        readings.begin(notable);
        notedAt.size(0);
        quietAt.size(0);
        int kept = 0;
        for (int i = 0; i < noted.size(); i++) {
            int row = noted.get(i);
            int at = readings.add(row);
            if (readings.isBusy()) {
                noted.set(kept++, row);
                notedAt.add(at);
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
            int at = readings.add(row);
            if (readings.isBusy()) {
                rows.set(row, HostRows.FLAGS, rows.get(row, HostRows.FLAGS) | HostRows.NOTED);
                noted.add(row);
                notedAt.add(at);
            } else {
                quiet.set(kept++, row);
                quietAt.add(at);
            }
        }
        quiet.size(kept);
    }

    /** Those noted first, then the others. */
    int get(int i) {
        return i < noted.size() ? noted.get(i) : quiet.get(i - noted.size());
    }

    /** Where one of them is among the {@link #readings}. */
    int reading(int i) {
        return i < noted.size() ? notedAt.get(i) : quietAt.get(i - noted.size());
    }

    Readings readings() {
        return readings;
    }

    int size() {
        return noted.size() + quiet.size();
    }

    int noted() {
        return noted.size();
    }
}
