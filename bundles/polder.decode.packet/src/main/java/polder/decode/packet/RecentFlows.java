// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import java.util.SplittableRandom;
import polder.wire.Frame;

/**
 * Tells whether a frame begins a flow: whether its addresses, protocol and ports are seen for the first time in the second it
 * arrived in. So a connection counts once in each second it sends.
 *
 * <p>It holds a hash for each flow, 262,144 in 2 MiB, in buckets of eight, one cache line each. A flow of an earlier second gives
 * way first; when all eight are of this second the eighth does, and the other seven keep their places until the second ends.
 *
 * <p>Errors. Too few: a flow is taken for another and not counted once in 10^12 frames. Too many: with 50,000 flows a second in the
 * lane about one in 10,000 has to share its place, and with 100,000 one in 300; such a flow counts up to once for each frame. In a flood
 * of N forged senders a second each of them counts once. Of the other flows those that send 4 N / 262,144 frames a second or more found
 * a place before the flood filled the buckets, and nearly all count once; those that send less count up to once for each frame.
 *
 * <p>Seconds are those of the frames. They only go forward: a frame that comes late counts in the second that has begun. When the
 * clock is set back by a minute or more its new time holds.
 */
final class RecentFlows {
    private static final int WAYS = 8;
    private static final int SLOTS = 1 << 18;
    private static final int TAG = 0xffff;
    private static final long SECOND = 1_000_000_000;
    private static final long SET_BACK = 60 * SECOND;

    /** Odd and secret, so that nobody can choose flows that meet in one bucket. */
    private final long keyOfSourceHigh;

    private final long keyOfSourceLow;
    private final long keyOfTargetHigh;
    private final long keyOfTargetLow;
    private final long keyOfPorts;

    private final long[] slots = new long[SLOTS];

    /** When the present second began, nanoseconds since 1970. */
    private long began = Long.MIN_VALUE / 2;

    /** Stands for the present second, and is never zero as an empty slot is. */
    private long now;

    RecentFlows() {
        SplittableRandom random = new SplittableRandom();
        keyOfSourceHigh = random.nextLong() | 1;
        keyOfSourceLow = random.nextLong() | 1;
        keyOfTargetHigh = random.nextLong() | 1;
        keyOfTargetLow = random.nextLong() | 1;
        keyOfPorts = random.nextLong() | 1;
    }

    /** Stands for the flow of a frame. */
    long hash(Frame frame) {
        long ports = ((long) frame.sourcePort() << 24) | ((long) frame.targetPort() << 8) | frame.protocol();
        long sum = fold(frame.sourceHigh()) * keyOfSourceHigh
                + fold(frame.sourceLow()) * keyOfSourceLow
                + fold(frame.targetHigh()) * keyOfTargetHigh
                + fold(frame.targetLow()) * keyOfTargetLow
                + ports * keyOfPorts;
        return fold(fold(sum) * 0xc2b2ae3d27d4eb4fL);
    }

    /** A product spreads upwards only. */
    private static long fold(long bits) {
        return bits ^ (bits >>> 32);
    }

    private static int bucket(long hash) {
        return (int) (hash >>> 1) & (SLOTS - WAYS);
    }

    /** Has the memory where a flow is looked for come nearer; what it gives means nothing. */
    long ahead(long hash) {
        return slots[bucket(hash)];
    }

    boolean isNew(long hash, long epochNanos) {
        long into = epochNanos - began;
        if (into < 0 || into >= SECOND) {
            turn(epochNanos, into);
        }
        return isNew(hash);
    }

    private void turn(long epochNanos, long into) {
        if (into >= SECOND || into <= -SET_BACK) {
            long second = Math.floorDiv(epochNanos, SECOND);
            began = second * SECOND;
            now = 1 + Math.floorMod(second, (long) TAG);
        }
    }

    /** A slot is the hash with the tag of the second in place of its low 16 bits, of which some chose the bucket. */
    private boolean isNew(long hash) {
        long mine = (hash & ~(long) TAG) | now;
        int first = bucket(hash);
        long found = 0;
        for (int slot = first; slot < first + WAYS; slot++) {
            long difference = slots[slot] ^ mine;
            // negative when there is none: where a flow lies in its bucket is nothing a branch could be predicted by
            found |= (difference - 1) & ~difference;
        }
        if (found >= 0) {
            slots[free(first)] = mine;
        }
        return found >= 0;
    }

    private int free(int first) {
        int slot = first;
        int last = first + WAYS - 1;
        while (slot < last && (slots[slot] & TAG) == now) {
            slot++;
        }
        return slot;
    }
}
