// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import polder.api.config.Quantity;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Facet;
import polder.api.evidence.FlowGroup.Flow;
import polder.api.evidence.Sample;
import polder.api.evidence.Share;

/** What is kept of an attack, as commands show it. */
final class EvidencePage {
    /** A line of the table of all facets. */
    private record Line(Facet facet, Share share) {}

    private EvidencePage() {}

    static Page of(AttackEvidence evidence) {
        Page page = new Page()
                .fact("id", "Id", evidence.attack())
                .fact("target", "Target", evidence.target())
                .fact("detected", "Detected", evidence.detected())
                .fact("from", "From", evidence.from())
                .fact("to", "To", evidence.to())
                .fact("complete", "Complete", evidence.complete(), evidence.complete() ? "yes" : "not yet")
                .fact("packets", "Packets", evidence.packets())
                .fact("bytes", "Bytes", evidence.bytes())
                .fact("kept", "Flows kept", evidence.kept())
                .fact("frames", "Frames", evidence.frames())
                .fact("sources", "Sources", evidence.sources(), sources(evidence))
                .hidden("sources_error", evidence.sourcesError())
                .fact("vectors", "Vectors", shares(evidence.vectors()), vectors(evidence))
                .hidden("tops", tops(evidence))
                .hidden("flows", flows(evidence));
        return page.hidden(
                "samples", evidence.samples().stream().map(Sample::line).toList());
    }

    /** With the tables that people read. */
    static Page tables(AttackEvidence evidence) {
        Page page = of(evidence);
        page.some("shares", columns(), lines(evidence));
        return page.some(
                "lines",
                new Columns<String>("").text("sample", "Samples", line -> line),
                evidence.samples().stream().map(Sample::line).toList());
    }

    private static Columns<Line> columns() {
        return new Columns<Line>("")
                .text("facet", "By", line -> name(line.facet()))
                .text("name", "What", line -> line.share().name())
                .number("packets", "Packets", line -> line.share().packets())
                .right(
                        "of_packets",
                        "Of packets",
                        line -> line.share().ofPackets(),
                        line -> percent(line.share().ofPackets()))
                .number("bytes", "Bytes", line -> line.share().bytes())
                .right(
                        "of_bytes",
                        "Of bytes",
                        line -> line.share().ofBytes(),
                        line -> percent(line.share().ofBytes()))
                .less("bytes", "packets");
    }

    private static List<Line> lines(AttackEvidence evidence) {
        List<Line> lines = new ArrayList<>();
        for (Facet facet : Facet.values()) {
            evidence.top(facet).forEach(share -> lines.add(new Line(facet, share)));
        }
        return lines;
    }

    /** The largest of each facet in a line, for the page of the attack. */
    static String summary(AttackEvidence evidence) {
        List<String> parts = new ArrayList<>();
        for (Facet facet : List.of(
                Facet.SOURCE,
                Facet.PROTOCOL,
                Facet.TCP_FLAGS,
                Facet.SOURCE_PORT,
                Facet.TARGET_PORT,
                Facet.PACKET_SIZE,
                Facet.SOURCE_AS,
                Facet.INGRESS)) {
            evidence.top(facet).stream()
                    .max((a, b) -> Double.compare(a.ofPackets(), b.ofPackets()))
                    .ifPresent(share ->
                            parts.add(name(facet) + " " + share.name() + " (" + percent(share.ofPackets()) + ")"));
        }
        return String.join(", ", parts);
    }

    static String sources(AttackEvidence evidence) {
        String count = Quantity.human(evidence.sources());
        return evidence.sourcesError() == 0
                ? count
                : "about " + count + " (\u00b1 " + percent(evidence.sourcesError()) + ")";
    }

    private static String vectors(AttackEvidence evidence) {
        return evidence.vectors().isEmpty()
                ? "-"
                : evidence.vectors().stream()
                        .map(share -> share.name() + " " + percent(share.ofPackets()))
                        .collect(Collectors.joining(", "));
    }

    private static String name(Facet facet) {
        return facet.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String percent(double share) {
        return Text.percent(100 * share);
    }

    private static Map<String, Object> tops(AttackEvidence evidence) {
        Map<String, Object> tops = new TreeMap<>();
        evidence.tops().forEach((facet, shares) -> tops.put(facet.name(), shares(shares)));
        return tops;
    }

    private static List<Map<String, Object>> shares(List<Share> shares) {
        return shares.stream()
                .map(share -> Map.<String, Object>of(
                        "name",
                        share.name(),
                        "packets",
                        share.packets(),
                        "bytes",
                        share.bytes(),
                        "of_packets",
                        share.ofPackets(),
                        "of_bytes",
                        share.ofBytes()))
                .toList();
    }

    private static List<Map<String, Object>> flows(AttackEvidence evidence) {
        return evidence.flows().stream()
                .map(group -> Map.<String, Object>of(
                        "direction",
                        group.direction(),
                        "protocol",
                        group.protocol(),
                        "count",
                        group.count(),
                        "flows",
                        group.flows().stream().map(EvidencePage::flow).toList()))
                .toList();
    }

    private static Map<String, Object> flow(Flow flow) {
        return Map.of(
                "host",
                flow.host(),
                "port",
                flow.port(),
                "remote",
                flow.remote(),
                "remote_port",
                flow.remotePort(),
                "packets",
                flow.packets(),
                "bytes",
                flow.bytes());
    }
}
