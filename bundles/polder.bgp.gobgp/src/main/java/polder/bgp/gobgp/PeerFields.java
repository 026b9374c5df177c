// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import java.time.Instant;
import polder.api.mitigation.Speaker.Peer;

/** A Peer as gobgpd tells of it. */
final class PeerFields {
    private static final String[] STATES = {
        "unknown", "idle", "connect", "active", "opensent", "openconfirm", "established"
    };

    private static final int ESTABLISHED = 6;
    private static final int ADMINISTRATIVELY_DOWN = 1;

    private String address = "";
    private long asn;
    private int state;
    private long admin;
    private long up;
    private long down;
    private long sent;

    private PeerFields() {}

    static PeerFields read(Fields peer) {
        PeerFields read = new PeerFields();
        while (peer.next()) {
            switch (peer.field()) {
                case 2 -> read.conf(peer.message());
                case 5 -> read.state(peer.message());
                case 6 -> read.timers(peer.message());
                case 10 -> read.family(peer.message());
                default -> {}
            }
        }
        return read;
    }

    private void conf(Fields conf) {
        while (conf.next()) {
            if (conf.field() == 4) {
                address = conf.text();
            } else if (conf.field() == 5) {
                asn = conf.number();
            }
        }
    }

    private void state(Fields fields) {
        while (fields.next()) {
            if (fields.field() == 13) {
                state = (int) fields.number();
            } else if (fields.field() == 15) {
                admin = fields.number();
            } else if (fields.field() == 5 && address.isEmpty()) {
                address = fields.text();
            } else if (fields.field() == 6 && asn == 0) {
                asn = fields.number();
            }
        }
    }

    private void timers(Fields timers) {
        while (timers.next()) {
            if (timers.field() != 2) {
                continue;
            }
            for (Fields times = timers.message(); times.next(); ) {
                if (times.field() == 6) {
                    up = seconds(times.message());
                } else if (times.field() == 7) {
                    down = seconds(times.message());
                }
            }
        }
    }

    private static long seconds(Fields timestamp) {
        long seconds = 0;
        while (timestamp.next()) {
            seconds = timestamp.field() == 1 ? timestamp.number() : seconds;
        }
        return seconds;
    }

    private void family(Fields family) {
        while (family.next()) {
            if (family.field() != 3) {
                continue;
            }
            for (Fields counts = family.message(); counts.next(); ) {
                sent += counts.field() == 5 ? counts.number() : 0;
            }
        }
    }

    /** @param counted whether gobgpd was asked to count what it announces */
    Peer toPeer(boolean counted, Instant now) {
        boolean established = state == ESTABLISHED;
        String word = state >= 0 && state < STATES.length ? STATES[state] : "unknown";
        long since = established ? up : down;
        return new Peer(
                address,
                asn,
                established,
                admin == ADMINISTRATIVELY_DOWN ? word + ", shut down by gobgpd's administrator" : word,
                since <= 0 ? -1 : Math.max(0, now.getEpochSecond() - since),
                counted ? sent : -1);
    }
}
