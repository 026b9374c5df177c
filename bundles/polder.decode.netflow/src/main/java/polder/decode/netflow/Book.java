// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** What all lanes share: the domains, the compiled templates, and what the cfg says of exporters. Any thread. */
final class Book {
    private final DomainTable domains;
    private final Plans plans = new Plans();
    private final Limits limits;
    private final Domain nobody = new Domain(new Held.Pool(), new AtomicLong());
    private volatile Said said = new Said(0, new PrefixTable(List.of()), List.of(), ExporterSettings.NOTHING_SAID);

    /** One reading of the cfg: settings of some exporters by the prefixes they name, and of all others. */
    private record Said(int edition, PrefixTable prefixes, List<ExporterSettings> some, ExporterSettings all) {}

    Book(long seed) {
        domains = new DomainTable(seed);
        limits = new Limits(domains);
    }

    DomainTable domains() {
        return domains;
    }

    Plans plans() {
        return plans;
    }

    Limits limits() {
        return limits;
    }

    /** Stands for a domain before the first one is known. */
    Domain nobody() {
        return nobody;
    }

    /** Takes a new reading of the cfg; domains follow with their next datagram. */
    synchronized void say(ExporterSettings all, List<ExporterSettings> some) {
        Map<Prefix, ExporterSettings> byPrefix = new HashMap<>();
        for (ExporterSettings one : some) {
            one.addresses().forEach(prefix -> byPrefix.put(prefix, one));
        }
        PrefixTable prefixes = new PrefixTable(byPrefix.keySet());
        List<ExporterSettings> inOrder =
                prefixes.prefixes().stream().map(byPrefix::get).toList();
        said = new Said(said.edition + 1, prefixes, inOrder, all);
    }

    /** Gives a domain the settings in force. Under its lock. */
    void settle(Domain domain) {
        Said now = said;
        if (domain.edition != now.edition) {
            domain.edition = now.edition;
            int found = now.prefixes.match(domain.high, domain.low);
            domain.settings = found < 0 ? now.all : now.some.get(found);
        }
    }
}
