// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import polder.api.traffic.Metric;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;

/**
 * What of each window is written down, so that every route finds what it asks for. A column is a metric, and whether it is the moving
 * average. Immutable.
 */
final class WindowPlan {
    static final WindowPlan NOTHING = new WindowPlan(List.of());

    private final Metric[] metrics;
    private final boolean[] averages;
    /** The place of each column, average ones after the others; -1 of those there are none of. */
    private final int[] places = new int[2 * Metric.COUNT];

    final boolean hosts;
    final boolean sums;
    /** Whether anybody asks for anything. */
    final boolean any;

    WindowPlan(Collection<WindowOptions> wishes) {
        BitSet columns = new BitSet();
        for (WindowOptions wish : wishes) {
            wish.metrics().forEach(metric -> columns.set(column(metric, wish.average())));
            columns.set(column(wish.by(), wish.average()));
        }
        hosts = wishes.stream().anyMatch(wish -> wish.scopes().contains(Scope.HOST));
        sums = wishes.stream()
                .anyMatch(wish ->
                        wish.scopes().contains(Scope.PREFIX) || wish.scopes().contains(Scope.GROUP));
        any = !wishes.isEmpty();
        int width = columns.cardinality();
        metrics = new Metric[width];
        averages = new boolean[width];
        Arrays.fill(places, -1);
        int place = 0;
        for (int column = columns.nextSetBit(0); column >= 0; column = columns.nextSetBit(column + 1)) {
            metrics[place] = Metric.all().get(column % Metric.COUNT);
            averages[place] = column >= Metric.COUNT;
            places[column] = place++;
        }
    }

    private static int column(Metric metric, boolean average) {
        return metric.ordinal() + (average ? Metric.COUNT : 0);
    }

    int width() {
        return metrics.length;
    }

    /** Where a metric is in a row, or -1. */
    int place(Metric metric, boolean average) {
        return places[column(metric, average)];
    }

    /** Writes a row of a window down. */
    void copy(TrafficWindow window, int row, long[] to, int at) {
        for (int i = 0; i < metrics.length; i++) {
            to[at + i] = averages[i] ? window.average(row, metrics[i]) : window.rate(row, metrics[i]);
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof WindowPlan plan && isLike(plan));
    }

    private boolean isLike(WindowPlan plan) {
        return hosts == plan.hosts && sums == plan.sums && any == plan.any && Arrays.equals(places, plan.places);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(places);
    }
}
