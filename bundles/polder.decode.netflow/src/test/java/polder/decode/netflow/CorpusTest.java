// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Test;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Decoding;

/**
 * Against what independent tools find in captures of real exporters, row for row. Where we read a datagram differently, the file
 * {@code accepted-differences.tsv} beside this class says in what and by which section of the RFC.
 */
public class CorpusTest {
    private static final List<String> ICMP = List.of("1", "58");

    private static List<Path> captures() {
        return Corpus.captures("netflow5", "netflow9", "ipfix", "generated", "tricky", "malformed/netflow9").stream()
                .filter(capture -> !Corpus.name(capture).matches(".*(sflow|sfprobe).*"))
                .toList();
    }

    @Test
    public void flowsAreThoseOtherToolsFind() throws IOException {
        List<String> accepted = new ArrayList<>(accepted());
        List<String> differences = new ArrayList<>();
        int rows = 0;
        List<Path> captures = captures();
        for (Path capture : captures) {
            List<String> expected = expected(capture);
            rows += expected.size();
            NetflowDecoder decoder = Decoders.fresh();
            for (Decoding.Flow flow :
                    Decoding.of(decoder, CaptureFile.read(capture).datagrams()).flows()) {
                String found = found(flow);
                if (!expected.remove(found)) {
                    differences.add(Corpus.name(capture) + "\tfound\t" + found);
                }
            }
            expected.forEach(row -> differences.add(Corpus.name(capture) + "\tmissing\t" + row));
        }
        List<String> unexplained =
                differences.stream().filter(one -> !accepted.remove(one)).toList();
        System.out.println(
                "compared " + rows + " flows of " + captures.size() + " captures, " + differences.size() + " differ");
        assertThat(unexplained).isEmpty();
        if (!captures.isEmpty()) {
            assertThat(accepted).as("accepted differences that are none").isEmpty();
        }
    }

    private static List<String> accepted() throws IOException {
        try (var in = CorpusTest.class.getResourceAsStream("accepted-differences.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    /** A row for each flow, and one for the other direction of those told both ways in one record. */
    private static List<String> expected(Path capture) {
        boolean byHand = !Corpus.lines(capture, ".truth.tsv").isEmpty();
        return new ArrayList<>(Corpus.rows(capture, byHand ? ".truth.tsv" : ".expected.tsv").stream()
                .filter(row -> row.getOrDefault("kind", "flow").matches("flow|[0-9]*"))
                .flatMap(CorpusTest::rows)
                .toList());
    }

    private static Stream<String> rows(Map<String, String> row) {
        String rate = or(row.getOrDefault("sampling_rate", ""), "1");
        boolean icmp = ICMP.contains(row.get("proto"));
        String from = icmp ? "0" : or(row.get("sport"), "0");
        String to = icmp ? "0" : or(row.get("dport"), "0");
        String protocol = or(row.get("proto"), "0");
        String forward = row(
                row.get("src"),
                row.get("dst"),
                protocol,
                from,
                to,
                or(row.get("packets"), "0"),
                or(row.get("bytes"), "0"),
                rate);
        String packets = or(row.getOrDefault("rev_packets", ""), "0");
        String bytes = or(row.getOrDefault("rev_bytes", ""), "0");
        return packets.equals("0") && bytes.equals("0")
                ? Stream.of(forward)
                : Stream.of(forward, row(row.get("dst"), row.get("src"), protocol, to, from, packets, bytes, rate));
    }

    private static String or(String text, String fallback) {
        return text == null || text.isEmpty() ? fallback : text;
    }

    private static String found(Decoding.Flow flow) {
        return row(
                flow.source(),
                flow.target(),
                flow.protocol(),
                flow.sourcePort(),
                flow.targetPort(),
                flow.packets(),
                flow.bytes(),
                flow.samplingRate());
    }

    private static String row(Object... cells) {
        return String.join(" ", Stream.of(cells).map(CorpusTest::cell).toList());
    }

    /** Tools leave an address out that was not sent, or write it as zero. */
    private static String cell(Object cell) {
        String text = String.valueOf(cell);
        return text.isEmpty() || text.equals("0.0.0.0") || text.equals("::") ? "-" : text;
    }
}
