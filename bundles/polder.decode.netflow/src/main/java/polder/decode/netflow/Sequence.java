// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

/**
 * Finds what was lost between two datagrams of one domain. Used under the lock of the {@link Domain}.
 *
 * <p>NetFlow 5 counts flows, NetFlow 9 datagrams (RFC 3954, section 5.1), IPFIX data records (RFC 7011, section 3.1). There are
 * exporters that take the one for the other; what an exporter really does is seen within a few datagrams.
 */
final class Sequence {
    /** A sequence number this far behind is of a datagram that was overtaken; further, of an exporter which began anew. */
    private static final int LATE = 2000;

    /** More than was ever lost between two datagrams: the exporter began anew. */
    private static final int TOO_MANY = 1 << 24;

    /** An uptime this far behind is no reordering, milliseconds. */
    private static final int REBOOTED = 10_000;

    /** So many steps of the wrong size, and none of the right one: it counts something else. */
    private static final int CERTAIN = 8;

    long lost;
    private boolean known;
    private int last;
    private int expected;
    private int uptime;
    private int steps;
    private int otherSteps;
    private boolean swapped;
    private int lastRecords;

    void clear() {
        lost = 0;
        known = false;
        steps = 0;
        otherSteps = 0;
        swapped = false;
    }

    /** Whether it counts datagrams where it should count records, or records where it should count datagrams. */
    boolean isOdd() {
        return swapped;
    }

    /**
     * Looks for a gap before a datagram, once it has been read.
     *
     * @param sequence its number
     * @param records how many records it held, or negative when that cannot be told
     * @param byRecords whether the protocol counts records
     * @param now the exporter's uptime in milliseconds modulo 2^32; always zero when it does not say
     */
    void heard(int sequence, int records, boolean byRecords, int now) {
        boolean rebooted = now - uptime < -REBOOTED;
        if (rebooted) {
            known = false;
        }
        learn(sequence, byRecords);
        int units = byRecords != swapped ? records : 1;
        int gap = sequence - expected;
        if (known && gap < 0 && gap >= -LATE) {
            // overtaken by a later one, which counted it as lost
            lost = Math.max(0, lost - Math.max(0, units));
            return;
        }
        if (known && gap > 0 && gap < TOO_MANY) {
            lost += gap;
        }
        known = units >= 0;
        expected = sequence + units;
        last = sequence;
        lastRecords = records;
        uptime = now;
    }

    private void learn(int sequence, boolean byRecords) {
        int step = sequence - last;
        if (!known || swapped || lastRecords < 2) {
            return;
        }
        if (step == (byRecords ? lastRecords : 1)) {
            steps++;
        } else if (step == (byRecords ? 1 : lastRecords)) {
            otherSteps++;
            if (steps == 0 && otherSteps >= CERTAIN) {
                swapped = true;
                lost = 0;
                known = false;
            }
        }
    }
}
