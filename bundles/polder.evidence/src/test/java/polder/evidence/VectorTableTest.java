// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.Test;

public class VectorTableTest {
    private static final String GOOD = "dns udp 53 - - - 540- dns-answer Long DNS answers";

    @Test
    public void commentsAndEmptyLinesAreNoRows() {
        List<VectorRule> rules = VectorTable.parse(List.of("# a comment", "", "   ", GOOD));
        assertThat(rules).hasSize(1);
        assertThat(rules.get(0).vector()).isEqualTo(new Vector("dns", "Long DNS answers"));
    }

    @Test
    public void aWrongRowIsRefusedWithItsLineAndTheReason() {
        refused("dns udp 53 - - - 540- dns-answer", "8 fields where there have to be 9");
        refused("DNS udp 53 - - - - - Title", "name DNS", "no name such as");
        refused("- udp 53 - - - - - Title", "name -", "no name such as");
        refused("other udp 53 - - - - - Title", "name other");
        refused("a qdp 53 - - - - - Title", "protocol qdp");
        refused("a 256 53 - - - - - Title", "protocol 256");
        refused("a udp 53-70000 - - - - - Title", "source 53-70000", "0 to 65535");
        refused("a udp - 5x - - - - Title", "target 5x", "no number or range");
        refused("a tcp - - S/FR - - - Title", "flags S/FR", "among those behind it");
        refused("a tcp - - X - - - Title", "flags X", "none of FSRPAU");
        refused("a udp - - - first - - Title", "fragment first");
        refused("a udp - - - - 5-2 - Title", "length 5-2");
        refused("a udp - - - - - dnsanswer Title", "content dnsanswer", "no content known by name");
        refused("a udp - - - - - hex:abc Title", "content hex:abc", "pairs of hexadecimal digits");
        refused("a udp - - - - - text: Title", "content text:", "1 to 64 bytes");
        refused("a udp - - - - - text:a|text:@3 Title", "1 to 64 bytes");
        refused("a gre 53 - - - - - Title", "have ports");
        refused("a icmp 3 53 - - - - Title", "have ports");
        refused("a udp - - S - - - Title", "only tcp has flags");
        refused("a gre - - - - - dns-any Title", "content is looked at");
        refused(GOOD, "a row of this name already");
    }

    private static void refused(String line, String... told) {
        assertThatThrownBy(() -> VectorTable.parse(List.of("# first", GOOD, line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 3: ")
                .hasMessageContainingAll(told);
    }
}
