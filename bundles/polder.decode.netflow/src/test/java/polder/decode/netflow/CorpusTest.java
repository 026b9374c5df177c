// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Decoding;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;

/** Against what independent tools find in captures of real exporters. */
public class CorpusTest {
    private static final int SIZE_OF_HOSTILE_SAMPLE = 2;

    private final NetflowDecoder decoder = new NetflowDecoder();

    private static List<Path> captures() {
        return Corpus.captures("netflow5", "generated", "tricky").stream()
                .filter(capture -> capture.toString().contains("netflow5")
                        || capture.toString().contains("v5_"))
                .filter(capture -> !capture.toString().contains("sflow"))
                .toList();
    }

    @Test
    public void flowsAreThoseOtherToolsFind() {
        for (Path capture : captures()) {
            boolean byHand = !Corpus.lines(capture, ".truth.tsv").isEmpty();
            List<String> expected = new ArrayList<>();
            for (Map<String, String> row : Corpus.rows(capture, byHand ? ".truth.tsv" : ".expected.tsv")) {
                if (!Corpus.name(capture).equals("v5_count_larger_than_data")) {
                    expected.add(expected(row));
                }
            }
            List<String> found = Decoding.of(decoder, CaptureFile.read(capture).datagrams()).flows().stream()
                    .map(CorpusTest::found)
                    .toList();
            assertThat(found).as("%s", capture).containsExactlyInAnyOrderElementsOf(expected);
            System.out.println("compared " + Corpus.name(capture) + ": " + found.size() + " flows");
        }
    }

    /** Ports of ICMP are type and code, in which tools differ. */
    private static String expected(Map<String, String> row) {
        boolean icmp = row.get("proto").equals("1");
        String rate = row.getOrDefault("sampling_rate", "");
        return String.join(
                " ",
                row.get("src"),
                row.get("dst"),
                row.get("proto"),
                icmp ? "0" : row.get("sport"),
                icmp ? "0" : row.get("dport"),
                row.get("packets"),
                row.get("bytes"),
                rate.isEmpty() ? "1" : rate);
    }

    private static String found(Decoding.Flow flow) {
        return flow.source() + " " + flow.target() + " " + flow.protocol() + " " + flow.sourcePort() + " "
                + flow.targetPort() + " " + flow.packets() + " " + flow.bytes() + " " + flow.samplingRate();
    }

    @Test
    public void noDatagramDoesHarmWholeCutOrChanged() {
        for (Path capture : Corpus.captures("netflow5", "netflow9", "ipfix", "tricky", "malformed")) {
            List<Packet> datagrams = CaptureFile.read(capture).datagrams();
            Hostile.check(decoder, datagrams.subList(0, Math.min(SIZE_OF_HOSTILE_SAMPLE, datagrams.size())), 60);
        }
    }
}
