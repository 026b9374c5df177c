// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.flow.Exporter;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Decoding;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;
import polder.wire.Address;

/** Against what sflowtool finds in captures of real agents, sample by sample. */
public class CorpusTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static List<Path> captures() {
        return Corpus.captures("sflow", "generated", "tricky").stream()
                .filter(capture -> capture.getParent().endsWith("sflow")
                        || Corpus.name(capture).matches(".*sflow.*|sfprobe.*"))
                .toList();
    }

    /** Differences that are accepted, each with the reason in a comment above it. */
    private static Set<String> accepted() throws IOException {
        try (InputStream in = CorpusTest.class.getResourceAsStream("/accepted-differences.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    public void samplesAreThoseOtherToolsFind() throws IOException {
        Set<String> differences = new TreeSet<>();
        for (Path capture : captures()) {
            String name = Corpus.name(capture);
            SampleReader reader =
                    new SampleReader(new SflowDecoder(folder.getRoot().toPath()));
            List<String> found = reader.read(CaptureFile.read(capture).datagrams());
            List<String> expected = new ArrayList<>();
            Corpus.rows(capture, ".expected.tsv").stream()
                    .filter(row -> row.get("kind").equals("FLOWSAMPLE"))
                    .forEach(row -> expected.add(expected(row)));
            int same = found.size();
            for (String line : expected) {
                if (!found.remove(line)) {
                    differences.add(name + ": not found: " + line);
                }
            }
            found.forEach(line -> differences.add(name + ": not expected: " + line));
            compareWithTruth(capture, differences);
            System.out.println("compared " + name + ": " + same + " flows, " + expected.size() + " expected");
        }
        if (!captures().isEmpty()) {
            assertThat(differences).isEqualTo(accepted());
        }
    }

    /** Captures made by hand have a table of what was put into them. */
    private void compareWithTruth(Path capture, Set<String> differences) {
        List<String> expected = Corpus.rows(capture, ".truth.tsv").stream()
                .map(row -> String.join(
                        " ",
                        row.get("src"),
                        row.get("dst"),
                        row.get("proto"),
                        row.get("sport"),
                        row.get("dport"),
                        "bytes",
                        row.get("bytes"),
                        "rate",
                        row.get("sampling_rate")))
                .collect(Collectors.toCollection(ArrayList::new));
        if (expected.isEmpty()) {
            return;
        }
        SflowDecoder decoder = new SflowDecoder(folder.getRoot().toPath());
        for (Decoding.Flow flow :
                Decoding.of(decoder, CaptureFile.read(capture).datagrams()).flows()) {
            String found = flow.source() + " " + flow.target() + " " + flow.protocol() + " " + flow.sourcePort() + " "
                    + flow.targetPort() + " bytes " + flow.bytes() + " rate " + flow.samplingRate();
            if (!expected.remove(found)) {
                differences.add(Corpus.name(capture) + ": not in truth: " + found);
            }
        }
        expected.forEach(line -> differences.add(Corpus.name(capture) + ": in truth: " + line));
    }

    private static String expected(Map<String, String> row) {
        boolean ports = Set.of("6", "17").contains(row.get("proto"));
        String rate = row.get("sampling_rate");
        return String.join(
                " ",
                Address.parse(row.get("src")).toString(),
                Address.parse(row.get("dst")).toString(),
                row.get("proto"),
                ports ? row.get("sport") : "0",
                ports ? row.get("dport") : "0",
                row.get("tcpflags").isEmpty() ? "0" : row.get("tcpflags"),
                "rate",
                rate.equals("0") ? "1" : rate,
                "bytes",
                row.get("ip_len"),
                "in",
                row.get("in_if"),
                "out",
                row.get("out_if").startsWith("multiple") ? "0" : row.get("out_if"),
                "macs",
                row.get("src_mac").isEmpty() ? "000000000000" : row.get("src_mac"),
                row.get("dst_mac").isEmpty() ? "000000000000" : row.get("dst_mac"));
    }

    /** Flow and counter samples for each agent, sub-agent and data source as sflowtool counts them. */
    @Test
    public void agentsAndTheirCountersAreThoseOtherToolsFind() throws IOException {
        for (Path capture : captures()) {
            if (Corpus.name(capture).equals("sflow_v5_malformed")) {
                continue;
            }
            SflowDecoder decoder = new SflowDecoder(folder.getRoot().toPath());
            SampleReader reader = new SampleReader(decoder);
            reader.read(CaptureFile.read(capture).datagrams());
            Map<String, Long> expected = new TreeMap<>();
            Set<String> ports = new TreeSet<>();
            for (Map<String, String> row : Corpus.rows(capture, ".expected.tsv")) {
                String subAgent = row.get("subagent").equals("None") ? "0" : row.get("subagent");
                String agent = Address.parse(row.get("agent")) + " " + subAgent;
                expected.merge(agent, row.get("kind").equals("FLOWSAMPLE") ? 1L : 0, Long::sum);
                if (row.get("kind").equals("COUNTERSSAMPLE")
                        && !row.get("source_id").startsWith("2:")) {
                    ports.add(agent + " " + row.get("source_id"));
                }
            }
            Map<String, Long> found = new TreeMap<>();
            Set<String> foundPorts = new TreeSet<>();
            for (Exporter exporter : decoder.exporters()) {
                String agent = exporter.agent() + " " + exporter.domain();
                found.merge(agent, exporter.flows(), Long::sum);
                decoder.details(exporter).interfaces().forEach(one -> foundPorts.add(agent + " 0:" + one.index()));
            }
            assertThat(found).as("%s", capture).isEqualTo(expected);
            assertThat(foundPorts).as("%s", capture).isEqualTo(ports);
        }
    }

    @Test
    public void noDatagramDoesHarmWholeCutOrChanged() {
        for (Path capture : captures()) {
            List<Packet> datagrams = CaptureFile.read(capture).datagrams();
            int sample = capture.getParent().endsWith("generated") ? 2 : datagrams.size();
            Hostile.check(new SflowDecoder(folder.getRoot().toPath()), datagrams.subList(0, sample), 120);
        }
    }
}
