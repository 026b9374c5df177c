// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.Exporter;
import polder.api.flow.Exporters;

/** NetFlow, and what its exporters tell about themselves. */
@Component(name = "polder.decode.netflow", property = Decoder.NAME + "=netflow")
public final class NetflowDecoder implements Decoder, Exporters {
    /** A lane has no end we are told of: its table goes when the lane does. */
    private final Collection<WeakReference<ExporterTable>> tables = new CopyOnWriteArrayList<>();

    @Override
    public DecoderLane open(int lane) {
        ExporterTable table = new ExporterTable();
        tables.removeIf(known -> known.get() == null);
        tables.add(new WeakReference<>(table));
        return new NetflowLane(table);
    }

    @Override
    public List<Exporter> exporters() {
        Map<List<Object>, Exporter> merged = new HashMap<>();
        for (WeakReference<ExporterTable> known : tables) {
            ExporterTable table = known.get();
            if (table != null) {
                for (Exporter exporter : table.snapshot()) {
                    List<Object> key = List.of(exporter.address(), exporter.protocol(), exporter.domain());
                    merged.merge(key, exporter, NetflowDecoder::merge);
                }
            }
        }
        return List.copyOf(merged.values());
    }

    /** The counts of both, and what was said last. */
    private static Exporter merge(Exporter a, Exporter b) {
        Exporter last = a.lastSeen().isAfter(b.lastSeen()) ? a : b;
        return new Exporter(
                last.address(),
                last.agent(),
                last.protocol(),
                last.domain(),
                a.datagrams() + b.datagrams(),
                a.flows() + b.flows(),
                a.lost() + b.lost(),
                last.lostUnit(),
                a.datagramsPerSecond() + b.datagramsPerSecond(),
                a.flowsPerSecond() + b.flowsPerSecond(),
                last.sampling(),
                last.templates(),
                last.waiting(),
                last.clockSkewMillis(),
                last.rejects(),
                last.hints(),
                last.lastSeen());
    }
}
