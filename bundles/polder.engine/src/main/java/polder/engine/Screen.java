// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.capture.PacketBatch;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** Keeps packets of senders that a capture does not allow from its decoder. Used by the lane's thread, where nothing else is said. */
final class Screen {
    private @Nullable PrefixTable allowed;
    private long refused;

    /** Written by the lane while {@link #caught} is false, read by whoever tells of it while it is true. */
    private long high;

    private long low;
    private volatile boolean caught;

    /**
     * The prefixes of a service property; null when everyone is allowed. What is no prefix holds nobody.
     */
    static @Nullable PrefixTable table(String text) {
        if (text.isEmpty()) {
            return null;
        }
        List<Prefix> prefixes = new ArrayList<>();
        for (String word : List.of(text.split("[\\s,]+"))) {
            try {
                prefixes.add(Prefix.parse(word));
            } catch (IllegalArgumentException e) {
                // the capture itself refuses such a configuration
            }
        }
        return new PrefixTable(prefixes);
    }

    /** Who is allowed from now on; null is everyone. */
    void allow(@Nullable PrefixTable senders) {
        allowed = senders;
    }

    /** Removes the packets of those who are not allowed, and says how many. */
    int apply(PacketBatch packets) {
        PrefixTable table = allowed;
        if (table == null) {
            return 0;
        }
        for (int i = 0; i < packets.size(); i++) {
            long senderHigh = packets.senderHigh(i);
            long senderLow = packets.senderLow(i);
            if ((senderHigh | senderLow) != 0 && table.match(senderHigh, senderLow) == PrefixTable.NONE) {
                packets.leaveOut(i);
                remember(senderHigh, senderLow);
            }
        }
        int removed = packets.compact();
        refused += removed;
        return removed;
    }

    private void remember(long senderHigh, long senderLow) {
        if (!caught) {
            high = senderHigh;
            low = senderLow;
            caught = true;
        }
    }

    /** How many packets were removed since the lane began. */
    long refused() {
        return refused;
    }

    /** Any thread but only one: a sender refused since the last call, or null. */
    @Nullable
    Address takeSender() {
        if (!caught) {
            return null;
        }
        Address sender = new Address(high, low);
        caught = false;
        return sender;
    }
}
