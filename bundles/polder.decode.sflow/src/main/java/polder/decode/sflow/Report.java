// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import polder.api.flow.Exporter;
import polder.api.flow.Reject;
import polder.wire.Address;

/** Says what rows hold in the words of the contract. */
final class Report {
    private static final String FLOW_SAMPLE = "flow sample";

    private final Overrides overrides;
    private final long now;

    /** @param now nanoseconds since 1970 */
    Report(Overrides overrides, long now) {
        this.overrides = overrides;
        this.now = now;
    }

    /**
     * An exporter.
     *
     * @param row its row
     * @param ports the rows of its sources and interfaces
     */
    Exporter exporter(long[] row, List<long[]> ports) {
        String protocol = "sFlow " + (row[ExporterRows.STREAM] >>> 32);
        return exporter(row, protocol, row[ExporterRows.STREAM] & 0xffff_ffffL, sampling(row), hints(row, ports));
    }

    /** All that were displaced as one, with the unspecified address; its domain is how many they are. */
    Exporter forgotten(long[] row) {
        Exporter.Sampling unknown = new Exporter.Sampling("all", 1, "unknown");
        return exporter(row, "forgotten", row[ExporterRows.STREAM], unknown, List.of());
    }

    private Exporter exporter(
            long[] row, String protocol, long domain, Exporter.Sampling sampling, List<String> hints) {
        Address sender = new Address(row[ExporterRows.SENDER_HIGH], row[ExporterRows.SENDER_LOW]);
        Address agent = new Address(row[ExporterRows.AGENT_HIGH], row[ExporterRows.AGENT_LOW]);
        boolean silent = now - row[RowTable.SEEN] > ExporterRows.SILENCE;
        return new Exporter(
                sender,
                agent.high() == 0 && agent.low() == 0 ? sender : agent,
                protocol,
                domain,
                row[RowTable.COUNT],
                row[ExporterRows.FLOWS],
                row[ExporterRows.LOST],
                "datagrams",
                silent ? 0 : row[ExporterRows.DATAGRAM_RATE] / 1e3,
                silent ? 0 : row[ExporterRows.FLOW_RATE] / 1e3,
                sampling,
                0,
                0,
                0,
                rejects(row),
                hints,
                Instant.ofEpochSecond(0, row[RowTable.SEEN]));
    }

    private static Map<Reject, Long> rejects(long[] row) {
        Map<Reject, Long> rejects = new EnumMap<>(Reject.class);
        for (Reject reason : Reject.values()) {
            long count = row[ExporterRows.REJECTS + reason.ordinal()];
            if (count > 0) {
                rejects.put(reason, count);
            }
        }
        return rejects;
    }

    private String overridden(long[] row) {
        return overrides.file(
                row[ExporterRows.SENDER_HIGH],
                row[ExporterRows.SENDER_LOW],
                row[ExporterRows.AGENT_HIGH],
                row[ExporterRows.AGENT_LOW]);
    }

    private Exporter.Sampling sampling(long[] row) {
        String file = overridden(row);
        long rate = row[ExporterRows.RATE];
        String scope = row[ExporterRows.VARIES] == 0 ? "all" : "last sample";
        String source = rate == 0 ? "unknown" : file.isEmpty() ? FLOW_SAMPLE : file;
        return new Exporter.Sampling(scope, (int) Math.max(1, rate), source);
    }

    /** More about an exporter. */
    Exporter.Details details(long[] row, List<long[]> ports) {
        String file = overridden(row);
        List<Exporter.Sampling> samplings = new ArrayList<>();
        List<Exporter.Interface> interfaces = new ArrayList<>();
        for (long[] port : ports) {
            if (port[PortTable.SAMPLES] > 0) {
                samplings.add(sampling(port, file));
            }
            if (port[Counters.TOLD] != 0) {
                interfaces.add(counters(port));
            }
        }
        return new Exporter.Details(samplings, List.of(), interfaces);
    }

    private static Exporter.Sampling sampling(long[] port, String file) {
        String before = port[PortTable.RATE_BEFORE] == 0 ? "" : ", 1:" + port[PortTable.RATE_BEFORE] + " before";
        String source = file.isEmpty() ? FLOW_SAMPLE : file;
        return new Exporter.Sampling(name(port), (int) port[PortTable.SAMPLE_RATE], source + before);
    }

    /** sFlow 5, sflow_data_source: types of data sources. */
    private static String name(long[] port) {
        long type = port[PortTable.SOURCE] >>> 32;
        String kind = type == 0 ? "interface" : type == 1 ? "vlan" : type == 2 ? "entity" : "source " + type;
        return kind + " " + (port[PortTable.SOURCE] & 0xffff_ffffL);
    }

    private static Exporter.Interface counters(long[] port) {
        return new Exporter.Interface(
                port[PortTable.SOURCE],
                port[Counters.SPEED],
                port[Counters.IN + Counters.BITS],
                port[Counters.OUT + Counters.BITS],
                port[Counters.IN + Counters.ESTIMATED_BITS],
                port[Counters.OUT + Counters.ESTIMATED_BITS],
                Instant.ofEpochSecond(0, port[Counters.TOLD]));
    }

    private List<String> hints(long[] row, List<long[]> ports) {
        Hints hints = new Hints();
        hints.exporter(row, overridden(row));
        ports.forEach(port -> hints.port(port, name(port)));
        return hints.said();
    }
}
