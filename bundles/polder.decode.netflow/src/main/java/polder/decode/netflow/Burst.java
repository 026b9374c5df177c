// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

/**
 * Tells whether a datagram belongs to a burst: an exporter that was silent and now sends all it has collected since (a cache emptied
 * once a minute, a capture file read by a probe). Its flows are played out at the pace of the exporter's own clock: the oldest flow
 * of the first datagram ends now, the others as much later as they ended after it. Taken as of their arrival they would be a spike
 * that never was. Used under the lock of the {@link Domain}.
 */
final class Burst {
    /** Silent for so long, an exporter then sends what it has collected since, all at once. */
    private static final long SILENCE = 3_000_000_000L;

    /** A burst that goes on for longer is the ordinary stream of a busy exporter. */
    private static final long LONGEST = 2_000_000_000L;

    /** Longer than caches keep flows, milliseconds: what lies further ahead of a burst is not of it. */
    private static final int LATEST = 120_000;

    private static final long NANOS = 1_000_000;

    private long began;
    private long anchor;
    private boolean anchored;

    void clear() {
        began = 0;
    }

    /** A datagram came; the one before it at that time, 0 when it is the first. */
    void heard(long now, long before) {
        if (before == 0 || now - before >= SILENCE) {
            began = now;
            anchored = false;
        }
    }

    /** Whether flows of a datagram that came now are of a burst. */
    boolean isOn(long now) {
        return now - began <= LONGEST;
    }

    boolean isAnchored() {
        return anchored;
    }

    /** The oldest flow of the first datagram ended then, by the exporter's clock in milliseconds. */
    void anchor(long oldestEnd) {
        anchor = oldestEnd;
        anchored = true;
    }

    /** How far ahead of now a flow is to end, milliseconds; differences in 32 bits, so a clock of 32 bits may wrap. */
    int ahead(long end, long now) {
        int ahead = (int) (end - anchor - (now - began) / NANOS);
        return ahead > 0 && ahead <= LATEST ? ahead : 0;
    }
}
