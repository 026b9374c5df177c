// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;
import polder.api.flow.FlowBatch;
import polder.api.testing.Allocation;
import polder.wire.Address;
import polder.wire.Prefix;

/** A list of thousands of prefixes and hundreds of rules costs a lane little, and no memory. */
public class MatcherSpeedTest {
    private static final int PREFIXES = 20_000;
    private static final int RULES = 200;
    private static final int BATCHES = 2000;

    private static Matcher matcher(Random random) {
        List<Prefix> remote = new ArrayList<>();
        for (int i = 0; i < PREFIXES; i++) {
            remote.add(Prefix.around(Address.v4(random.nextInt() | 0x8000_0000), 16 + random.nextInt(17)));
        }
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.remote("remote.file", "", remote, List.of()));
        for (int i = 0; i < RULES; i++) {
            rules.add(RuleText.parse(
                    "rule." + i, "source " + (i + 1) + ".0.0.0/8 protocol tcp target.port " + i, List.of()));
        }
        return new Matcher(rules, GroupMap.EMPTY);
    }

    private static FlowBatch flows(Random random) {
        Rows rows = new Rows();
        for (int i = 0; i < 128; i++) {
            String source = Address.v4(random.nextInt() & 0x7fff_ffff).toString();
            rows.flow(source, 1024, "10.0.0." + i, random.nextInt(500), Rows.TCP);
        }
        return rows.batch;
    }

    @Test
    public void matchingAllocatesNothingAndIsFast() {
        Random random = new Random(1);
        Matcher matcher = matcher(random);
        FlowBatch flows = flows(random);
        int[] hits = new int[1];
        Allocation.none(() -> {
            for (int batch = 0; batch < BATCHES; batch++) {
                for (int row = 0; row < flows.size(); row++) {
                    hits[0] += matcher.match(flows, row) == Matcher.NONE ? 0 : 1;
                }
            }
        });
        long start = System.nanoTime();
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int row = 0; row < flows.size(); row++) {
                hits[0] += matcher.match(flows, row) == Matcher.NONE ? 0 : 1;
            }
        }
        double nanos = (System.nanoTime() - start) / (double) (BATCHES * flows.size());
        System.out.printf("%d prefixes, %d rules: %.0f ns a flow%n", PREFIXES, RULES, nanos);
        assertThat(nanos).isLessThan(2000);
        assertThat(hits[0]).isGreaterThanOrEqualTo(0);
    }
}
