// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.util.List;
import org.slf4j.Logger;
import polder.api.mitigation.Speaker.Peer;

/** What a speaker tells of its daemon: the routers, and what is wrong. Written by the speaker's thread, read by any. */
public final class Report {
    private final String name;
    private final Logger log;
    private volatile List<Peer> peers = List.of();
    private volatile String trouble = "";

    /** @param name of the speaker */
    public Report(String name, Logger log) {
        this.name = name;
        this.log = log;
    }

    public List<Peer> peers() {
        return peers;
    }

    public String trouble() {
        return trouble;
    }

    /** How it now is. Each trouble, and its end, is logged once. */
    public void tell(List<Peer> routers, String wrong) {
        peers = List.copyOf(routers);
        if (!wrong.equals(trouble)) {
            if (wrong.isEmpty()) {
                log.info("{}: all is well again", name);
            } else {
                log.warn("{}: {}", name, wrong);
            }
            trouble = wrong;
        }
    }
}
