// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Service;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.TrafficSnapshot;
import polder.notify.graphite.GraphiteKeys.Format;

/** Writes snapshots to a carbon server, over one connection for as long as it holds. Used by one thread at a time. */
final class GraphiteWriter implements Processor, Service {
    private final GraphiteKeys keys;
    private final Lines lines = new Lines();
    private @Nullable CarbonConnection connection;

    GraphiteWriter(GraphiteKeys keys) {
        this.keys = keys;
    }

    @Override
    public synchronized void process(Exchange exchange) throws IOException {
        TrafficSnapshot snapshot = exchange.getMessage().getBody(TrafficSnapshot.class);
        lines.begin(snapshot.at().getEpochSecond());
        if (keys.format() != Format.FASTNETMON) {
            new PolderTree(lines, keys.prefix()).write(snapshot);
        }
        if (keys.format() != Format.POLDER) {
            new FastNetMonTree(lines, keys.fastnetmonPrefix(), keys.average()).write(snapshot);
        }
        try {
            connected().send(lines.bytes(), lines.size());
        } catch (IOException e) {
            stop();
            throw new IOException("carbon at " + keys.address() + ": " + reason(e), e);
        }
        exchange.setProperty(
                "PolderAnswer", lines.count() + " metrics in " + lines.size() + " bytes sent to " + keys.address());
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private CarbonConnection connected() throws IOException {
        CarbonConnection now = connection;
        if (now == null || now.isClosed()) {
            stop();
            now = new CarbonConnection(keys.host(), keys.port(), keys.timeLimit());
            connection = now;
        }
        return now;
    }

    @Override
    public void start() {
        // connects when there is something to write
    }

    @Override
    public synchronized void stop() {
        CarbonConnection now = connection;
        connection = null;
        if (now != null) {
            now.close();
        }
    }
}
