// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.Metric;

/** The rows with most of a metric. */
final class Ranking {
    private record Place(int row, double value) {}

    private Ranking() {}

    static List<Integer> top(HostTable table, Metric metric, int most, @Nullable Boolean v4) {
        PriorityQueue<Place> best = new PriorityQueue<>(Comparator.comparingDouble(Place::value));
        for (int i = 0; i < table.active().size(); i++) {
            int row = table.active().get(i);
            double value = table.average(row, metric);
            boolean wanted =
                    value > 0 && (v4 == null || v4 == table.address(row).isV4());
            if (wanted && (best.size() < most || best.element().value < value)) {
                best.add(new Place(row, value));
                if (best.size() > most) {
                    best.remove();
                }
            }
        }
        List<Place> places = new ArrayList<>(best);
        places.sort(Collections.reverseOrder(Comparator.comparingDouble(Place::value)));
        return places.stream().map(Place::row).toList();
    }
}
