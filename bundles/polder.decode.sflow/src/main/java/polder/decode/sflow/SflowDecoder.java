// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.Exporter;
import polder.api.flow.Exporters;
import polder.api.traffic.OwnNetworks;
import polder.wire.PrefixTable;

/** sFlow, and what its exporters tell about themselves. */
@Component(name = "polder.decode.sflow", property = Decoder.NAME + "=sflow")
public final class SflowDecoder implements Decoder, Exporters {
    private final List<ConfiguredExporter> configured = new CopyOnWriteArrayList<>();
    private final StateFile state;
    private final Memory memory;
    private volatile Overrides overrides = Overrides.NONE;

    /** Tells which packet of a sampled tunnel counts. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable OwnNetworks own;

    @Activate
    public SflowDecoder() {
        this(Path.of(System.getProperty("karaf.data", System.getProperty("java.io.tmpdir")), "polder", "decode.sflow"));
    }

    SflowDecoder(Path folder) {
        state = new StateFile(folder);
        memory = new Memory(state.read());
    }

    @Deactivate
    void stop() {
        state.write(memory.all());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addExporter(ConfiguredExporter exporter) {
        configured.add(exporter);
        configure();
    }

    void updatedExporter(ConfiguredExporter exporter) {
        configure();
    }

    void removeExporter(ConfiguredExporter exporter) {
        configured.remove(exporter);
        configure();
    }

    private synchronized void configure() {
        overrides = Overrides.of(
                overrides.edition() + 1,
                configured.stream().map(ConfiguredExporter::settings).toList());
    }

    @Override
    public DecoderLane open(int lane) {
        return memory.open(() -> overrides, () -> own);
    }

    @Override
    public Optional<DecoderLane> apart(PrefixTable networks) {
        OwnNetworks theirs = () -> networks;
        return Optional.of(new Memory(new Memory.Snapshot()).open(() -> overrides, () -> theirs));
    }

    @Override
    public List<Exporter> exporters() {
        Report report = report();
        Memory.Snapshot all = memory.all();
        List<Exporter> exporters = new ArrayList<>();
        all.forEach(row -> exporters.add(report.exporter(row, all.ports(row))));
        if (all.forgotten()[ExporterRows.STREAM] != 0) {
            exporters.add(report.forgotten(all.forgotten()));
        }
        return exporters;
    }

    @Override
    public Exporter.Details details(Exporter exporter) {
        Report report = report();
        Memory.Snapshot all = memory.all();
        List<Exporter.Details> found = new ArrayList<>();
        all.forEach(row -> {
            Exporter one = report.exporter(row, List.of());
            if (one.address().equals(exporter.address())
                    && one.agent().equals(exporter.agent())
                    && one.protocol().equals(exporter.protocol())
                    && one.domain() == exporter.domain()) {
                found.add(report.details(row, all.ports(row)));
            }
        });
        return found.isEmpty() ? Exporter.Details.NONE : found.get(0);
    }

    private Report report() {
        Instant now = Instant.now();
        return new Report(overrides, now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }
}
