// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import java.util.SplittableRandom;
import polder.wire.Frame;

/**
 * Tells whether a frame begins a flow: whether its addresses, protocol and ports are seen for the first time in the second it
 * arrived in. So a connection counts once in each second it sends.
 *
 * <p>It holds 24 bits of hash for each flow, 262,144 in 1 MiB, in buckets of sixteen, one cache line each. A flow of an earlier second
 * gives way first; when all sixteen are of this second the last does, and the others keep their places until the second ends.
 *
 * <p>Errors. Too few: a flow is taken for another and not counted once in a million frames, or less often with fewer flows. Too many:
 * with 100,000 flows a second in the lane about one in 15,000 has to share its place, and with 150,000 one in 250; such a flow
 * counts up to once for each frame. In a flood of N forged senders a second each of them counts once. Of the other flows those that send
 * 4 N / 262,144 frames a second or more found a place before the flood filled the buckets, and nearly all count once; those that send
 * less count up to once for each frame.
 *
 * <p>Seconds are those of the frames. They only go forward: a frame that comes late counts in the second that has begun. When the
 * clock is set back by a minute or more its new time holds.
 */
final class RecentFlows {
    /** Of a bucket, each with two flows. */
    private static final int WORDS = 8;

    private static final int SLOTS = 1 << 17;
    private static final int TAG = 0xff;
    private static final long LOWER = 0xffff_ffffL;
    private static final long ONES = 0x0000_0001_0000_0001L;
    private static final long SIGNS = 0x8000_0000_8000_0000L;
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
    private int now;

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
        return (int) hash & (SLOTS - WORDS);
    }

    /**
     * Has the memory where flows are looked for come nearer; what it gives means nothing. In a loop of its own, so that the processor
     * waits for many of the cache misses at a time.
     */
    long ahead(long[] hashes, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += slots[bucket(hashes[i])];
        }
        return sum;
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
            now = 1 + Math.floorMod(second, TAG);
        }
    }

    /** A flow is the upper half of its hash with the tag of the second in place of the low 8 bits; the lower half chose the bucket. */
    private boolean isNew(long hash) {
        long mine = ((hash >>> 32) & ~TAG) | now;
        long both = (mine << 32) | mine;
        int first = bucket(hash);
        long found = 0;
        for (int slot = first; slot < first + WORDS; slot++) {
            long difference = slots[slot] ^ both;
            // the sign of a half that is zero: where a flow lies in its bucket is nothing a branch could be predicted
            // by
            found |= (difference - ONES) & ~difference;
        }
        boolean isNew = (found & SIGNS) == 0;
        if (isNew) {
            put(first, mine);
        }
        return isNew;
    }

    private void put(int first, long mine) {
        int slot = first;
        int last = first + WORDS - 1;
        while (slot < last && (slots[slot] & TAG) == now && ((slots[slot] >>> 32) & TAG) == now) {
            slot++;
        }
        boolean lower = (slots[slot] & TAG) != now;
        slots[slot] = lower ? (slots[slot] & ~LOWER) | mine : (slots[slot] & LOWER) | (mine << 32);
    }
}
