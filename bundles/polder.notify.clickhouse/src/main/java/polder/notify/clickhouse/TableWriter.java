// SPDX-License-Identifier: Apache-2.0
package polder.notify.clickhouse;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.TrafficSnapshot.Table;
import polder.api.traffic.Unit;

/** Writes snapshots as rows, so many at a time. Used by one thread at a time. */
final class TableWriter implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.clickhouse");

    private final ClickHouseKeys keys;
    private final ClickHouseServer server;
    private final Rows rows = new Rows();
    private boolean created;
    private int written;
    private long writes;
    private long failed;

    TableWriter(ClickHouseKeys keys) {
        this.keys = keys;
        server = new ClickHouseServer(keys);
    }

    @Override
    public synchronized void process(Exchange exchange) throws IOException {
        TrafficSnapshot snapshot = exchange.getMessage().getBody(TrafficSnapshot.class);
        long seconds = snapshot.at().getEpochSecond();
        written = 0;
        try {
            create();
            hosts(snapshot.hosts(), true, seconds);
            hosts(snapshot.hosts(), false, seconds);
            networks(snapshot.networks(), true, seconds);
            networks(snapshot.networks(), false, seconds);
            if (!snapshot.totals().isEmpty()) {
                totals(snapshot, seconds);
            }
            system(snapshot.hostsSeen(), seconds);
        } catch (IOException e) {
            failed++;
            created = false; // somebody may have dropped what was there
            throw e;
        }
        exchange.setProperty("PolderAnswer", "HTTP 200, " + written + " rows to " + keys.url());
    }

    private void create() throws IOException {
        if (created || !keys.create()) {
            return;
        }
        try {
            run(Schema.statements(keys.database(), true));
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("Syntax error")) {
                throw e;
            }
            run(Schema.statements(keys.database(), false));
            LOG.warn("{}: this server knows no TTL: its tables keep what is written for ever", keys.url());
        }
        created = true;
    }

    private void run(List<String> statements) throws IOException {
        for (String statement : statements) {
            server.run(statement);
        }
    }

    private void hosts(Table table, boolean v4, long seconds) throws IOException {
        rows.begin(seconds);
        each(table, v4, Schema.HOST);
        flush(v4 ? "host_metrics" : "host_metrics_ipv6", Schema.columns("host", Schema.HOST, true));
    }

    private void networks(Table table, boolean v4, long seconds) throws IOException {
        rows.begin(seconds);
        each(table, v4, Schema.NETWORK);
        flush(v4 ? "network_metrics" : "network_metrics_ipv6", Schema.columns("network", Schema.NETWORK, true));
    }

    private void each(Table table, boolean v4, List<Metric> metrics) {
        for (int row = 0; row < table.size(); row++) {
            int one = row;
            if (table.isV4(row) == v4 && metrics.stream().anyMatch(metric -> table.value(one, metric) != 0)) {
                rows.row(table.name(row));
                metrics.forEach(metric -> rows.value(table.value(one, metric)));
                rows.end();
            }
        }
    }

    /** Nobody counts the total of a family: that of IPv6 is what its networks have, or, without networks, its hosts. */
    private void totals(TrafficSnapshot snapshot, long seconds) throws IOException {
        Table six = snapshot.networks().size() > 0 ? snapshot.networks() : snapshot.hosts();
        for (String table : List.of("total_metrics", "total_metrics_ipv4", "total_metrics_ipv6")) {
            rows.begin(seconds);
            for (Direction direction : Direction.values()) {
                rows.row(direction.name().toLowerCase(Locale.ROOT));
                for (Metric metric : Schema.TOTAL) {
                    long all = snapshot.total(direction).get(metric);
                    long ofSix = six(six, direction, metric);
                    boolean none = metric.unit() == Unit.FLOWS && direction.compareTo(Direction.OUTGOING) > 0;
                    rows.value(none ? 0 : table.endsWith("6") ? ofSix : table.endsWith("4") ? all - ofSix : all);
                }
                rows.end();
            }
            flush(table, Schema.columns("direction", Schema.TOTAL, false));
        }
    }

    private static long six(Table table, Direction direction, Metric incoming) {
        if (direction != Direction.INCOMING && direction != Direction.OUTGOING) {
            return 0;
        }
        Metric metric = Metric.of(direction, incoming.part(), incoming.unit());
        long sum = 0;
        for (int row = 0; row < table.size(); row++) {
            sum += table.isV4(row) ? 0 : table.value(row, metric);
        }
        return sum;
    }

    /** What FastNetMon tells of itself, as far as there is such a thing here. */
    private void system(int hosts, long seconds) throws IOException {
        rows.begin(seconds);
        counter("total_number_of_hosts", "gauge", hosts);
        counter("clickhouse_metrics_writes_total", "counter", writes);
        counter("clickhouse_metrics_writes_failed", "counter", failed);
        flush("system_metrics", "metricDateTime,name,type,value");
    }

    private void counter(String name, String type, long value) {
        rows.row(name);
        rows.value(type);
        rows.value(value);
        rows.end();
    }

    private void flush(String table, String columns) throws IOException {
        String statement = "INSERT INTO " + keys.database() + "." + table + " (" + columns + ") FORMAT TabSeparated";
        for (int row = 0; row < rows.count(); row += keys.batch()) {
            int end = Math.min(rows.count(), row + keys.batch());
            writes++;
            server.insert(statement, rows.bytes(), rows.start(row), rows.start(end));
            written += end - row;
        }
    }
}
