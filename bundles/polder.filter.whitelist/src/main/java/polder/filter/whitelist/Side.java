// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/**
 * Which variants of rules an address lets pass, as bits: one search for an address, however many rules and prefixes there are.
 * Immutable.
 */
final class Side {
    private final @Nullable PrefixTable table;
    /** For each prefix of the table the index of its bits: many prefixes share them. */
    private final int[] bitsOf;

    private final long[][] bits;
    private final long[] elsewhere;

    /**
     * @param own the bits of each prefix, without those of the prefixes around it
     * @param elsewhere those of all other addresses
     * @param adding whether an address has the bits of every prefix around it, and not of the longest alone
     */
    private Side(Map<Prefix, long[]> own, long[] elsewhere, boolean adding) {
        this.elsewhere = elsewhere;
        table = own.isEmpty() ? null : new PrefixTable(own.keySet());
        List<Prefix> sorted = table == null ? List.of() : table.prefixes();
        bitsOf = new int[sorted.size()];
        List<long[]> distinct = new ArrayList<>();
        Map<LongBuffer, Integer> known = new HashMap<>();
        Deque<Integer> around = new ArrayDeque<>();
        for (int i = 0; i < bitsOf.length; i++) {
            Prefix prefix = sorted.get(i);
            while (!around.isEmpty() && !sorted.get(around.peek()).contains(prefix.base())) {
                around.pop();
            }
            long[] all = own.getOrDefault(prefix, elsewhere).clone();
            if (adding) {
                add(all, around.isEmpty() ? elsewhere : distinct.get(bitsOf[around.peek()]));
            }
            bitsOf[i] = known.computeIfAbsent(LongBuffer.wrap(all), any -> {
                distinct.add(all);
                return distinct.size() - 1;
            });
            around.push(i);
        }
        bits = distinct.toArray(new long[0][]);
    }

    private static void add(long[] to, long[] more) {
        for (int word = 0; word < to.length; word++) {
            to[word] |= more[word];
        }
    }

    /** An address passes the variants that ask for a prefix it lies in, and those that ask for none. */
    static Side of(List<Variant> variants, Function<Variant, Collection<Prefix>> wanted) {
        long[] elsewhere = new long[Variant.words(variants.size())];
        Map<Prefix, long[]> own = new HashMap<>();
        for (int i = 0; i < variants.size(); i++) {
            Collection<Prefix> prefixes = wanted.apply(variants.get(i));
            if (prefixes.isEmpty()) {
                set(elsewhere, i);
            }
            for (Prefix prefix : prefixes) {
                set(own.computeIfAbsent(prefix, any -> new long[elsewhere.length]), i);
            }
        }
        return new Side(own, elsewhere, true);
    }

    /** An address passes what the longest of the prefixes passes, or, as every address does, what none of them is needed for. */
    static Side longest(
            List<Variant> variants, Collection<Prefix> prefixes, BiPredicate<Variant, @Nullable Prefix> passes) {
        long[] elsewhere = new long[Variant.words(variants.size())];
        Map<Prefix, long[]> own = new HashMap<>();
        for (int i = 0; i < variants.size(); i++) {
            if (passes.test(variants.get(i), null)) {
                set(elsewhere, i);
            }
            for (Prefix prefix : prefixes) {
                long[] mine = own.computeIfAbsent(prefix, any -> new long[elsewhere.length]);
                if (passes.test(variants.get(i), prefix)) {
                    set(mine, i);
                }
            }
        }
        return new Side(own, elsewhere, false);
    }

    private static void set(long[] bits, int variant) {
        bits[variant >> 6] |= 1L << variant;
    }

    /** Whether every address passes alike. */
    boolean isOpen() {
        return table == null;
    }

    /** Not to be written to. Allocates nothing. */
    long[] of(long high, long low) {
        if (table == null) {
            return elsewhere;
        }
        int found = table.match(high, low);
        return found == PrefixTable.NONE ? elsewhere : bits[bitsOf[found]];
    }
}
