// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/**
 * Sampling rates given by the configuration, for exporters whose samples say something else than they do. Immutable.
 *
 * @param edition counts up, so that a lane sees that there are others
 * @param table the prefixes of all
 * @param settings for each prefix of the table whose rate it has
 */
record Overrides(long edition, PrefixTable table, List<ExporterSettings> settings) {
    static final Overrides NONE = of(0, List.of());

    /** Of two files that name the same prefix the first by name counts. */
    static Overrides of(long edition, Collection<ExporterSettings> all) {
        Map<Prefix, ExporterSettings> byPrefix = new TreeMap<>();
        all.stream().sorted((a, b) -> a.file().compareTo(b.file())).forEach(one -> one.addresses()
                .forEach(prefix -> byPrefix.putIfAbsent(prefix, one)));
        PrefixTable table = new PrefixTable(byPrefix.keySet());
        return new Overrides(
                edition, table, table.prefixes().stream().map(byPrefix::get).toList());
    }

    /** The rate of an exporter named by its sender's or its agent's address, or 0. */
    int rate(long senderHigh, long senderLow, long agentHigh, long agentLow) {
        int found = match(senderHigh, senderLow, agentHigh, agentLow);
        return found < 0 ? 0 : settings.get(found).sampling();
    }

    /** The file that says so; empty where none does. */
    String file(long senderHigh, long senderLow, long agentHigh, long agentLow) {
        int found = match(senderHigh, senderLow, agentHigh, agentLow);
        return found < 0 ? "" : settings.get(found).file();
    }

    private int match(long senderHigh, long senderLow, long agentHigh, long agentLow) {
        int agent = table.match(agentHigh, agentLow);
        return agent >= 0 ? agent : table.match(senderHigh, senderLow);
    }
}
