// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import java.util.stream.Stream;
import polder.api.config.Quantity;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;

/** Rates of all metrics as tables show them: a row for each metric, a column for each kind of rate. */
final class Metrics {
    private Metrics() {}

    /** {@code 31.0 kpps}. */
    static String human(Metric metric, long value) {
        return Quantity.human(value, metric.unit().perSecond());
    }

    /** Metrics that any of the rates has anything of. */
    static List<Metric> busy(Rates... rates) {
        return Metric.all().stream()
                .filter(metric ->
                        Stream.of(rates).mapToLong(one -> one.get(metric)).sum() > 0)
                .toList();
    }

    static Columns<Metric> columns(String whenEmpty) {
        return new Columns<Metric>(whenEmpty).text("metric", "Metric", Metric::key);
    }

    static Columns<Metric> add(Columns<Metric> columns, String key, String header, Rates rates) {
        return columns.right(key, header, rates::get, metric -> human(metric, rates.get(metric)));
    }
}
