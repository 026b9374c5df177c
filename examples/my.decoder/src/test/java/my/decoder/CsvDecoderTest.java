// SPDX-License-Identifier: Apache-2.0
package my.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.flow.Reject;
import polder.api.testing.Allocation;
import polder.api.testing.Decoding;
import polder.api.testing.Golden;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;

public class CsvDecoderTest {
    private static final String TWO =
            "203.0.113.9,192.0.2.7,17,53,40000,1200,1440000\n" + "198.51.100.1,192.0.2.7,6,40001,443,9,4096\n";
    private static final long NOON = 1_772_366_400_000_000_000L;

    private final CsvDecoder decoder = new CsvDecoder();

    @Test
    public void everyLineIsAFlow() {
        Golden.datagrams(decoder, "two-lines-and-a-wrong-one", List.of(packet(TWO + "no flow\n")));
    }

    @Test
    public void theLastLineMayLackItsEnd() {
        assertThat(decode("192.0.2.1,192.0.2.2,1,0,0,1,84").flows()).hasSize(1);
    }

    @Test
    public void aWrongLineIsCountedAndTheNextOneRead() {
        for (String wrong : List.of(
                "",
                "192.0.2.1,192.0.2.2,6,1,2,3",
                "192.0.2.1,192.0.2.2,6,1,2,3,4,5",
                "192.0.2.1,192.0.2.256,6,1,2,3,4",
                "192.0.2,192.0.2.2,6,1,2,3,4",
                "192.0.2.1,192.0.2.2,256,1,2,3,4",
                "192.0.2.1,192.0.2.2,6,65536,2,3,4",
                "192.0.2.1,192.0.2.2,6,1,2,,4",
                "192.0.2.1,192.0.2.2,6,1,2,3,-4",
                "192.0.2.1,192.0.2.2,6,1,2,3,99999999999999999999",
                "2001:db8::1,2001:db8::2,6,1,2,3,4")) {
            Decoding decoding = decode(wrong + "\n" + TWO);
            assertThat(decoding.flows()).as(wrong).hasSize(2);
            assertThat(decoding.rejects()).as(wrong).isEqualTo(Map.of(Reject.MALFORMED, 1L));
        }
    }

    @Test
    public void aPacketThatBreaksOffIsTruncated() {
        assertThat(decode(TWO.substring(0, 30)).rejects()).isEqualTo(Map.of(Reject.TRUNCATED, 1L));
    }

    @Test
    public void whateverComesGivesFlowsOrRejects() {
        Hostile.check(decoder, List.of(packet(TWO)), 60);
    }

    @Test
    public void nothingIsAllocated() {
        Allocation.none(decoder, List.of(packet(TWO), packet("no flow\n")));
    }

    private Decoding decode(String text) {
        return Decoding.of(decoder, List.of(packet(text)));
    }

    private static Packet packet(String text) {
        return Packet.datagram("198.51.100.1", 40000, text.getBytes(StandardCharsets.US_ASCII), NOON);
    }
}
