// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import polder.api.traffic.TrafficSnapshot;
import polder.notify.influxdb.InfluxKeys.Format;

/** Writes snapshots as points, so many at a time. Used by one thread at a time. */
final class TrafficWriter implements Processor {
    private static final byte[] SYSTEM = Points.ascii("system_counters,metric=metric_value");

    private final InfluxKeys keys;
    private final InfluxServer server;
    private final Points points = new Points();
    private long writes;
    private long failed;

    TrafficWriter(InfluxKeys keys) {
        this.keys = keys;
        server = new InfluxServer(keys);
    }

    @Override
    public synchronized void process(Exchange exchange) throws IOException {
        TrafficSnapshot snapshot = exchange.getMessage().getBody(TrafficSnapshot.class);
        points.begin(TimeUnit.SECONDS.toNanos(snapshot.at().getEpochSecond()));
        if (keys.format() != Format.POLDER) {
            new FastNetMonPoints(points).write(snapshot);
            system(snapshot.hostsSeen());
        }
        if (keys.format() != Format.FASTNETMON) {
            new PolderPoints(points).write(snapshot);
        }
        String answer = "";
        for (int point = 0; point < points.count(); point += keys.batch()) {
            int end = Math.min(points.count(), point + keys.batch());
            answer = write(points.start(point), points.start(end));
        }
        exchange.setProperty("PolderAnswer", answer + ", " + points.count() + " points to " + keys.url());
    }

    /** What FastNetMon tells of itself, as far as there is such a thing here. */
    private void system(int hosts) {
        points.point(SYSTEM);
        points.field(Points.ascii("influxdb_writes_failed="), failed, false);
        points.field(Points.ascii("influxdb_writes_total="), writes, false);
        points.field(Points.ascii("total_number_of_hosts="), hosts, false);
        points.end();
    }

    private String write(int from, int to) throws IOException {
        writes++;
        try {
            return server.write(points.bytes(), from, to);
        } catch (IOException e) {
            failed++;
            throw e;
        }
    }
}
