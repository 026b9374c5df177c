// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Mitigations.Daemon;
import polder.api.mitigation.Speaker.Peer;

/** A BGP daemon with one of its routers, or with none. */
record PeerRow(Daemon daemon, @Nullable Peer peer) {
    static List<PeerRow> of(List<Daemon> daemons) {
        List<PeerRow> rows = new ArrayList<>();
        for (Daemon daemon : daemons) {
            if (daemon.peers().isEmpty()) {
                rows.add(new PeerRow(daemon, null));
            }
            daemon.peers().forEach(peer -> rows.add(new PeerRow(daemon, peer)));
        }
        return rows;
    }

    static Columns<PeerRow> columns() {
        return new Columns<PeerRow>(
                        "No BGP speaker is installed: feature:install polder-bgp-exabgp or polder-bgp-gobgp.")
                .text("speaker", "Speaker", row -> row.daemon.name())
                .text("wanted", "Wanted", row -> row.daemon.wanted())
                .text("confirmed", "Confirmed", row -> row.daemon.confirmed())
                .text("peer", "Router", row -> row.peer == null ? null : row.peer.address())
                .text("asn", "AS", row -> row.peer == null || row.peer.asn() == 0 ? null : row.peer.asn())
                .text("up", "Up", row -> row.peer == null ? null : row.peer.up(), PeerRow::up)
                .text(
                        "since_seconds",
                        "For",
                        PeerRow::seconds,
                        row -> seconds(row) == null ? "-" : Text.of(seconds(row)))
                .text("sent", "Sent", row -> row.peer == null || row.peer.sent() < 0 ? null : row.peer.sent())
                .hidden("words", row -> row.peer == null ? null : row.peer.words())
                .wrapped("trouble", "What is wrong", row -> row.daemon.trouble())
                .less("since_seconds", "sent", "asn");
    }

    private static String up(PeerRow row) {
        Peer of = row.peer;
        return of == null ? "-" : of.up() ? "yes" : of.words().isEmpty() ? "no" : "no: " + of.words();
    }

    private static @Nullable Duration seconds(PeerRow row) {
        Peer of = row.peer;
        return of == null || of.since() < 0 ? null : Duration.ofSeconds(of.since());
    }
}
