// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the longest prefix that holds an address. Immutable, so any thread may use it; a look-up allocates nothing.
 *
 * <p>The prefixes are cut into ranges that do not overlap, sorted, each with the prefix that wins there. A look-up is a binary
 * search, for IPv4 shortened by an index on the first 16 bits: most of it is then one array read.
 */
public final class PrefixTable {
    /** No prefix holds the address. */
    public static final int NONE = -1;

    private static final int DIVIDED = -2;
    private static final Prefix ALL_V4 = Prefix.parse("0.0.0.0/0");

    private final List<Prefix> prefixes;
    private final long[] startHigh;
    private final long[] startLow;
    private final int[] winner;
    /** For each /16 of IPv4 the prefix that wins in all of it, or {@link #DIVIDED}. */
    private final int[] winner4 = new int[65536];

    public PrefixTable(Collection<Prefix> networks) {
        prefixes = networks.stream().distinct().sorted().toList();
        Ranges ranges = new Ranges(2 * prefixes.size() + 5);
        ranges.fill(prefixes);
        startHigh = Arrays.copyOf(ranges.high, ranges.size);
        startLow = Arrays.copyOf(ranges.low, ranges.size);
        winner = Arrays.copyOf(ranges.winner, ranges.size);
        for (int i = 0; i < winner4.length; i++) {
            int first = search(0, Address.low4(i << 16));
            winner4[i] = first == search(0, Address.low4((i << 16) | 0xffff)) ? winner[first] : DIVIDED;
        }
    }

    /** Every prefix once, sorted; what {@link #match} gives is an index into this list. */
    public List<Prefix> prefixes() {
        return prefixes;
    }

    /** The index of the longest prefix that holds the address, or {@link #NONE}. */
    public int match(long high, long low) {
        if (high == 0 && low >>> 32 == 0xffff) {
            int won = winner4[(int) (low >>> 16) & 0xffff];
            if (won != DIVIDED) {
                return won;
            }
        }
        return winner[search(high, low)];
    }

    /** The last range that starts at or before the address; range 0 starts at zero. */
    private int search(long high, long low) {
        int lower = 0;
        int upper = startHigh.length - 1;
        while (lower < upper) {
            int middle = (lower + upper + 1) >>> 1;
            int order = Long.compareUnsigned(startHigh[middle], high);
            if (order < 0 || (order == 0 && Long.compareUnsigned(startLow[middle], low) <= 0)) {
                lower = middle;
            } else {
                upper = middle - 1;
            }
        }
        return lower;
    }

    /** Builds the ranges with a stack of the prefixes that are open at an address. */
    private static final class Ranges {
        final long[] high;
        final long[] low;
        final int[] winner;
        int size;

        Ranges(int capacity) {
            high = new long[capacity];
            low = new long[capacity];
            winner = new int[capacity];
        }

        /** A range wins with the index of its prefix; IPv4 as a whole is fenced off from the IPv6 prefixes around it. */
        void fill(List<Prefix> prefixes) {
            start(new Address(0, 0), NONE);
            List<Prefix> fenced = Stream.concat(prefixes.stream(), Stream.of(ALL_V4))
                    .distinct()
                    .sorted()
                    .toList();
            Deque<Prefix> open = new ArrayDeque<>();
            for (Prefix prefix : fenced) {
                while (!open.isEmpty() && !open.peek().covers(prefix.base())) {
                    close(prefixes, open);
                }
                start(prefix.base(), index(prefixes, prefix));
                open.push(prefix);
            }
            while (!open.isEmpty()) {
                close(prefixes, open);
            }
        }

        private void close(List<Prefix> prefixes, Deque<Prefix> open) {
            Prefix closed = open.pop();
            int bits = closed.bits();
            long lowSize = bits >= 64 ? (bits == 64 ? 0 : 1L << (128 - bits)) : 0;
            long highSize = bits <= 64 ? (bits == 0 ? 0 : 1L << (64 - bits)) : 0;
            long endLow = closed.base().low() + lowSize;
            boolean carry =
                    bits > 64 && Long.compareUnsigned(endLow, closed.base().low()) < 0;
            long endHigh = closed.base().high() + highSize + (carry ? 1 : 0);
            if (endHigh == 0 && endLow == 0) {
                return;
            }
            start(new Address(endHigh, endLow), open.isEmpty() ? NONE : index(prefixes, open.peek()));
        }

        private static int index(List<Prefix> sorted, Prefix prefix) {
            int found = Collections.binarySearch(sorted, prefix);
            return found < 0 ? NONE : found;
        }

        private void start(Address at, int index) {
            if (size > 0 && high[size - 1] == at.high() && low[size - 1] == at.low()) {
                winner[size - 1] = index;
            } else {
                high[size] = at.high();
                low[size] = at.low();
                winner[size++] = index;
            }
        }
    }
}
