// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.TrafficSnapshot.Table;

/** A snapshot as nested maps, as its JSON has it. Rates that are zero are left out. The keys are promised: README.md lists them. */
final class SnapshotMap {
    private SnapshotMap() {}

    static Map<String, Object> of(TrafficSnapshot snapshot) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("at", snapshot.at().toString());
        map.put("period_seconds", snapshot.period().toSeconds());
        map.put("hosts_seen", snapshot.hostsSeen());
        Map<String, Object> totals = new LinkedHashMap<>();
        for (Direction direction : Direction.values()) {
            if (snapshot.totals().containsKey(direction)) {
                totals.put(direction.name().toLowerCase(Locale.ROOT), total(snapshot.total(direction)));
            }
        }
        map.put("totals", totals);
        map.put("groups", table(snapshot.groups()));
        map.put("networks", table(snapshot.networks()));
        map.put("hosts", table(snapshot.hosts()));
        return map;
    }

    /** By keys without the direction, which is said already: {@code packets}, {@code udp.bits}. */
    private static Map<String, Object> total(Rates rates) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Metric metric : Metric.all()) {
            if (rates.get(metric) != 0) {
                map.put(metric.key().substring("in.".length()), rates.get(metric));
            }
        }
        return map;
    }

    private static Map<String, Object> table(Table table) {
        Map<String, Object> rows = new LinkedHashMap<>();
        for (int row = 0; row < table.size(); row++) {
            Map<String, Object> rates = new LinkedHashMap<>();
            for (Metric metric : table.metrics()) {
                long value = table.value(row, metric);
                if (value != 0) {
                    rates.put(metric.key(), value);
                }
            }
            rows.put(table.name(row), rates);
        }
        return rows;
    }
}
