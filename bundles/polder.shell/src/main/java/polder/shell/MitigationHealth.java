// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.List;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigations;
import polder.api.mitigation.Mitigations.Daemon;
import polder.api.mitigation.Speaker.Peer;
import polder.shell.Health.Problem;

/** What is wrong with what is announced to routers. */
final class MitigationHealth {
    private MitigationHealth() {}

    static List<Problem> of(Mitigations mitigations) {
        List<Problem> problems = new ArrayList<>();
        if (!mitigations.stopped().isEmpty()) {
            problems.add(new Problem(mitigations.stopped(), "polder:mitigation-resume ends it", false));
        }
        List<Mitigation> failed = in(mitigations, State.FAILED);
        if (!failed.isEmpty()) {
            problems.add(new Problem(
                    failed.size() + " announcements have failed, the last: "
                            + failed.get(0).what() + ": " + failed.get(0).words(),
                    "see polder:mitigation-list and polder:bgp-peer-list; it is tried on",
                    true));
        }
        int pending = in(mitigations, State.PENDING).size();
        if (pending > 0) {
            problems.add(new Problem(
                    pending + (pending == 1 ? " mitigation waits for approval" : " mitigations wait for approval"),
                    "see polder:mitigation-list; polder:mitigation-approve ID, or polder:mitigation-reject ID",
                    false));
        }
        mitigations.daemons().forEach(daemon -> daemon(problems, daemon));
        return problems;
    }

    private static List<Mitigation> in(Mitigations mitigations, State state) {
        return mitigations.active().stream().filter(one -> one.state() == state).toList();
    }

    private static void daemon(List<Problem> problems, Daemon daemon) {
        if (!daemon.trouble().isEmpty()) {
            problems.add(new Problem(
                    daemon.name() + ": " + daemon.trouble(),
                    "nothing reaches its routers; see polder:bgp-peer-list and etc/" + daemon.name() + ".cfg",
                    false));
            return;
        }
        for (Peer peer : daemon.peers()) {
            if (!peer.up()) {
                problems.add(new Problem(
                        "router " + peer.address() + " of " + daemon.name() + " is not connected"
                                + (peer.words().isEmpty() ? "" : ": " + peer.words()),
                        "see the router's and the daemon's logs",
                        false));
            }
        }
    }
}
