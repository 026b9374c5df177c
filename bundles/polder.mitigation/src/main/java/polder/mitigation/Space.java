// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.wire.Prefix;

/** How many addresses there are in prefixes. */
final class Space {
    private static final int BITS = 128;

    private Space() {}

    /** Addresses of one family, each once however many of the prefixes hold it. */
    static BigInteger size(Collection<Prefix> prefixes, boolean v4) {
        List<Prefix> sorted = prefixes.stream()
                .filter(prefix -> prefix.base().isV4() == v4)
                .sorted()
                .toList();
        BigInteger size = BigInteger.ZERO;
        Prefix last = null;
        for (Prefix prefix : sorted) {
            if (!isIn(prefix, last)) {
                size = size.add(BigInteger.ONE.shiftLeft(BITS - prefix.bits()));
                last = prefix;
            }
        }
        return size;
    }

    /** Whether a prefix lies in another, or is the same. */
    static boolean isIn(Prefix inner, @Nullable Prefix outer) {
        return outer != null && outer.bits() <= inner.bits() && outer.contains(inner.base());
    }

    /** Whether there is an address in both. */
    static boolean meet(Prefix one, Prefix other) {
        return isIn(one, other) || isIn(other, one);
    }
}
