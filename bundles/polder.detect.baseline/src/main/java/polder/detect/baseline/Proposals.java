// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import polder.api.traffic.ProposedLimit;
import polder.wire.Address;

/** Makes limits of what was learned. */
final class Proposals {
    private Proposals() {}

    static List<ProposedLimit> of(Learning learning, double margin) {
        List<ProposedLimit> all = new ArrayList<>();
        for (Kept group : learning.kept()) {
            int hosts = hosts(learning.hosts, group);
            for (int i = 0; i < Learned.COUNT; i++) {
                Busiest busiest = group.busiest[i];
                if (busiest != null && learning.curves.age(busiest.curve) > 0) {
                    all.add(proposal(learning, group, busiest, i, hosts, margin));
                }
            }
        }
        all.sort(Comparator.comparing(ProposedLimit::group).thenComparing(ProposedLimit::metric));
        return all;
    }

    private static int hosts(Hosts hosts, Kept group) {
        int count = 0;
        for (int row = 0; row < hosts.size(); row++) {
            count += hosts.group(row) == group.number ? 1 : 0;
        }
        return count;
    }

    /** What was learned on the first day was compared with nothing; what is unlikely by now is not taken for usual. */
    private static ProposedLimit proposal(
            Learning learning, Kept group, Busiest busiest, int i, int hosts, double margin) {
        long usual = Scale.rate(Math.min(busiest.usual(), learning.curves.highest(busiest.curve)));
        return new ProposedLimit(
                group.key.toString(),
                Learned.metric(i),
                round(Math.max(margin * usual, learning.worth(i))),
                usual,
                busiest.highest,
                new Address(busiest.high, busiest.low),
                Instant.ofEpochSecond(busiest.at),
                Instant.EPOCH.plus(Duration.ofHours(group.since)),
                learning.curves.age(busiest.curve),
                busiest.leftOut,
                hosts);
    }

    /** Two figures, up. */
    static long round(double limit) {
        return new BigDecimal(limit)
                .round(new MathContext(2, RoundingMode.UP))
                .max(BigDecimal.ONE)
                .longValue();
    }
}
