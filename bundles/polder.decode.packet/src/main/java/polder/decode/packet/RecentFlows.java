// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import java.util.SplittableRandom;
import polder.wire.Frame;

/**
 * Tells whether a frame begins a flow: whether its addresses, protocol and ports are seen for the first time in the second it
 * arrived in. So a connection counts once in each second it sends.
 *
 * <p>It holds a hash for each flow, 262,144 in 2 MiB, in buckets of eight, one cache line each. A flow of an earlier second gives
 * way first. Errors: with 50,000 flows a second in the lane about one in 50,000 loses its place, and with 100,000 one in 500; such a
 * flow is counted again with its next frame. So in a flood of forged senders (each of them a flow anyhow) the other flows count up to
 * once for each frame. That a flow is taken for another and not counted happens once in 10^12 frames.
 */
final class RecentFlows {
    private static final int WAYS = 8;
    private static final int SLOTS = 1 << 18;
    private static final int SECONDS = 0xffff;

    private final long seed = new SplittableRandom().nextLong();
    private final long[] slots = new long[SLOTS];

    boolean isNew(Frame frame, long epochNanos) {
        long mixed = (frame.sourceHigh() ^ seed) * 0x9e3779b97f4a7c15L;
        mixed = mix(mixed ^ frame.sourceLow());
        mixed = mix(mixed ^ frame.targetHigh());
        mixed = mix(mixed ^ frame.targetLow());
        long ports = ((long) frame.sourcePort() << 16) | frame.targetPort();
        return isNew(mix(mixed ^ (ports << 8) ^ frame.protocol()), epochNanos / 1_000_000_000);
    }

    private static long mix(long bits) {
        long product = bits * 0xc2b2ae3d27d4eb4fL;
        return product ^ (product >>> 32);
    }

    /** A slot is the hash with the low 16 bits of the second in place of its own, which chose the bucket. */
    private boolean isNew(long hash, long second) {
        long now = second & SECONDS;
        long mine = (hash & ~(long) SECONDS) | now;
        int first = (int) (hash >>> 1) & (SLOTS - WAYS);
        int free = -1;
        for (int slot = first; slot < first + WAYS; slot++) {
            long held = slots[slot];
            if (held == mine) {
                return false;
            }
            if ((held & SECONDS) != now) {
                free = slot;
            }
        }
        slots[free >= 0 ? free : first + (int) (hash >>> 61)] = mine;
        return true;
    }
}
