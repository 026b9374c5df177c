// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.util.Arrays;

/** One value a second for each metric. Immutable. */
public final class Rates {
    /** Nothing at all. */
    public static final Rates NONE = new Rates(new long[Metric.COUNT]);

    private final long[] values;

    /** @param values indexed by the ordinals of {@link Metric}; copied */
    public Rates(long[] values) {
        if (values.length != Metric.COUNT) {
            throw new IllegalArgumentException(values.length + " rates instead of " + Metric.COUNT);
        }
        this.values = values.clone();
    }

    public long get(Metric metric) {
        return values[metric.ordinal()];
    }

    /** A copy, indexed by the ordinals of {@link Metric}. */
    public long[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rates rates && Arrays.equals(values, rates.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
