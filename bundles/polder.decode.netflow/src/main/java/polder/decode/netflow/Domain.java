// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import polder.api.flow.Reject;
import polder.wire.Address;

/**
 * An exporter's observation domain: an address, a protocol version and a domain number (source id, engine), and everything known of
 * it. All lanes share it, because a router may send its templates from another port than its data, and so to another lane. Whoever
 * uses it holds its lock: a lane once for each datagram, hardly ever for another.
 */
final class Domain {
    private static final long NANOS = 1_000_000;
    private static final long RATE_EVERY = 2_000_000_000L;
    private static final int REASONS = Reject.values().length;

    long high;
    long low;
    int version;
    int number;

    long datagrams;
    long flows;
    long options;
    long withdrawals;

    /** When its last datagram came, nanoseconds since 1970; 0 before the first. */
    long lastSeen;

    long firstSeen;
    long skewMillis;
    double datagramsPerSecond;
    double flowsPerSecond;

    final Sequence sequence = new Sequence();
    final Burst burst = new Burst();
    final Lags lags = new Lags();
    final Templates templates;
    final Samplings samplings = new Samplings();
    final Twice twice = new Twice();
    final Held held;
    final long[] rejects = new long[REASONS];

    /** When it was booted, milliseconds of its time of day (field 160); 0 when it does not say. */
    long bootMillis;

    /** The active timeout it says it has (field 36), seconds; 0 when it does not. */
    int activeTimeout;

    /** The longest flow it told of lately, milliseconds. */
    int longestMillis;

    /** A sampler its records name and its options do not, or -1. */
    long unknownSampler = -1;

    /** The rate of its last records, and where that came from. */
    int rate;

    Origin origin = Origin.NOTHING;
    int originField;

    ExporterSettings settings = ExporterSettings.NOTHING_SAID;

    /** Of which reading of the cfg its settings are. */
    int edition = -1;

    private long secondBegan;
    private long datagramsThen;
    private long flowsThen;

    /** Where a sampling rate comes from. */
    enum Origin {
        NOTHING,
        HEADER,
        OPTIONS,
        RECORD,
        CFG,
        CFG_DEFAULT
    }

    Domain(Held.Pool pool, AtomicLong budget) {
        held = new Held(pool);
        templates = new Templates(budget);
    }

    /** Whether a message is of it. */
    boolean is(Message message) {
        return low == message.low && high == message.high && number == message.number && version == message.version;
    }

    Address address() {
        return new Address(high, low);
    }

    /** Becomes another. */
    synchronized void become(Message message) {
        high = message.high;
        low = message.low;
        version = message.version;
        number = message.number;
        datagrams = flows = options = withdrawals = 0;
        lastSeen = firstSeen = skewMillis = 0;
        datagramsPerSecond = flowsPerSecond = 0;
        secondBegan = datagramsThen = flowsThen = 0;
        sequence.clear();
        burst.clear();
        lags.clear();
        templates.clear();
        samplings.clear();
        twice.clear();
        held.clear();
        Arrays.fill(rejects, 0);
        bootMillis = 0;
        activeTimeout = longestMillis = 0;
        unknownSampler = -1;
        rate = 0;
        origin = Origin.NOTHING;
        edition = -1;
    }

    /** A datagram came; before what is in it is read. */
    void heard(long now) {
        burst.heard(now, lastSeen);
        datagrams++;
        if (firstSeen == 0) {
            firstSeen = now;
        }
        lastSeen = now;
        long passed = now - secondBegan;
        if (passed >= RATE_EVERY) {
            if (secondBegan != 0) {
                datagramsPerSecond = (datagrams - datagramsThen) * 1e9 / passed;
                flowsPerSecond = (flows - flowsThen) * 1e9 / passed;
            }
            secondBegan = now;
            datagramsThen = datagrams;
            flowsThen = flows;
            longestMillis -= longestMillis >> 6;
            lags.fade();
        }
    }

    /** Its clock minus ours. */
    void clock(long theirMillis, long arrived) {
        skewMillis = theirMillis - arrived / NANOS;
    }

    void reject(Reject reason) {
        rejects[reason.ordinal()]++;
    }

    void reject(Reject reason, int times) {
        rejects[reason.ordinal()] += times;
    }

    void sampledBy(int samplingRate, Origin from, int field) {
        rate = samplingRate;
        origin = from;
        originField = field;
    }
}
