// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what was kept of an earlier run. */
final class Kept {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");

    private Kept() {}

    static void load(MitigationFile file, Desk desk) {
        List<Entry> entries = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        file.found().forEach((key, line) -> {
            if (Ledger.isKey(key)) {
                try {
                    entries.add(EntryLine.parse(line));
                } catch (RuntimeException e) { // whatever is in it
                    bad.add(key);
                    LOG.debug("{}: {}", key, e.toString());
                }
            }
        });
        if (!bad.isEmpty()) {
            LOG.warn("{} mitigations cannot be read, and are dropped", bad.size());
            bad.forEach(key -> file.keep(key, null));
        }
        String stopped = file.found().getOrDefault(Desk.STOPPED, "");
        desk.load(entries, stopped);
        long wanted = entries.stream().filter(entry -> entry.state().isWanted()).count();
        if (wanted > 0) {
            LOG.info("announcements that go on from before the restart: {}", wanted);
        }
        if (!stopped.isEmpty()) {
            LOG.warn("{}", stopped);
        }
    }
}
