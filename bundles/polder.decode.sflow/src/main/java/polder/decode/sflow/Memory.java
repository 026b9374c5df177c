// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.OwnNetworks;

/** What all lanes have heard, and what was known before there were any. */
final class Memory {
    /** A lane has no end we are told of; when it is gone what it heard is kept. */
    private record Lane(WeakReference<SflowLane> lane, ExporterTable exporters, PortTable ports) {}

    private final Collection<Lane> lanes = new CopyOnWriteArrayList<>();
    /** Of lanes there are no longer. Never written once it is here. */
    private volatile Snapshot kept;

    Memory(Snapshot kept) {
        this.kept = kept;
    }

    synchronized SflowLane open(Supplier<Overrides> overrides, Supplier<@Nullable OwnNetworks> own) {
        retire();
        ExporterTable exporters = new ExporterTable(() -> kept.rows);
        PortTable ports = new PortTable(exporters);
        SflowLane lane = new SflowLane(exporters, ports, overrides, own);
        lanes.add(new Lane(new WeakReference<>(lane), exporters, ports));
        return lane;
    }

    private void retire() {
        List<Lane> gone = lanes.stream().filter(lane -> lane.lane.get() == null).toList();
        if (!gone.isEmpty()) {
            Snapshot together = new Snapshot();
            together.add(kept);
            gone.forEach(lane -> together.add(lane.exporters));
            kept = together;
            lanes.removeAll(gone);
        }
    }

    /** Of all lanes together. */
    synchronized Snapshot all() {
        Snapshot all = new Snapshot();
        all.add(kept);
        for (Lane lane : lanes) {
            all.add(lane.exporters);
            all.add(lane.ports, lane.exporters);
        }
        return all;
    }

    /** Rows of exporters, and of their sources and interfaces. */
    static final class Snapshot {
        private final RowTable rows = ExporterRows.table();
        private final long[] forgotten = new long[ExporterRows.WIDTH];
        /** By the name of the exporter. */
        private final Map<List<Long>, List<long[]>> ports = new HashMap<>();

        void add(Snapshot other) {
            ExporterRows.addAll(other.rows, rows, forgotten);
            ExporterRows.addForgotten(other.forgotten, forgotten);
        }

        void add(ExporterTable exporters) {
            exporters.awaitPublished();
            ExporterRows.addAll(exporters.rows, rows, forgotten);
            ExporterRows.addForgotten(exporters.forgotten, forgotten);
        }

        void addRow(long[] row) {
            ExporterRows.add(row, rows, forgotten);
        }

        void addForgotten(long[] row) {
            ExporterRows.addForgotten(row, forgotten);
        }

        private void add(PortTable table, ExporterTable exporters) {
            long[] port = new long[PortTable.WIDTH];
            long[] owner = new long[ExporterRows.WIDTH];
            for (int place = 0; place < table.rows.size(); place++) {
                if (table.rows.copy(place, port)
                        && exporters.rows.copy((int) port[PortTable.OWNER_PLACE], owner)
                        && owner[ExporterRows.SERIAL] == port[PortTable.OWNER]) {
                    ports.computeIfAbsent(name(owner), absent -> new ArrayList<>())
                            .add(port.clone());
                }
            }
        }

        private static List<Long> name(long[] row) {
            List<Long> name = new ArrayList<>();
            for (long part : ExporterRows.key(row)) {
                name.add(part);
            }
            return name;
        }

        /** Each row; not to be kept. */
        void forEach(Consumer<long[]> reader) {
            long[] row = new long[ExporterRows.WIDTH];
            for (int place = 0; place < rows.size(); place++) {
                if (rows.copy(place, row)) {
                    reader.accept(row);
                }
            }
        }

        /** The rows of sources and interfaces of an exporter. */
        List<long[]> ports(long[] row) {
            return ports.getOrDefault(name(row), List.of());
        }

        long[] forgotten() {
            return forgotten;
        }
    }
}
