// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import polder.api.flow.Reject;

/** Rejects in words. */
final class Rejects {
    private Rejects() {}

    /** A reason and how often it was met, the most frequent first. */
    static List<Map.Entry<Reject, Long>> rows(Map<Reject, Long> rejects) {
        return rejects.entrySet().stream()
                .sorted(Map.Entry.<Reject, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    static Columns<Map.Entry<Reject, Long>> columns() {
        return new Columns<Map.Entry<Reject, Long>>("Nothing was rejected.")
                .text("reason", "Rejected as", Map.Entry::getKey)
                .number("count", "Times", Map.Entry::getValue)
                .wrapped("meaning", "What it means, and what to do", row -> meaning(row.getKey()));
    }

    static long sum(Map<?, Long> rejects) {
        return rejects.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String meaning(Reject reason) {
        return switch (reason) {
            case TRUNCATED -> "shorter than its headers say; raise datagram.max of the capture if it sends more than that";
            case UNKNOWN_VERSION -> "a protocol version that is not read; set another one on the router";
            case MISSING_TEMPLATE -> "records whose template did not come in time; have the router send its templates more often, each minute";
            case MALFORMED -> "fields that contradict each other; something else may be sending to the port";
            case NOT_IP -> "not IP (ARP, LLDP, spanning tree); nothing is wrong";
            case UNSUPPORTED -> "a link type, encapsulation or kind of record that is not read";
            case TOO_DEEP -> "more nested headers than are followed";
            case EVENT -> "records that tell of no traffic (NAT and firewall events); nothing is wrong";
            case OTHER_DIRECTION -> "the direction which the cfg leaves out, as it tells of each flow twice; nothing is wrong";
            case OVER_LIMIT -> "more templates, domains or interfaces than are remembered; raise the limit if it is no attack";
            case NOT_ALLOWED -> "its address is not in allow of the capture's cfg";
            case NO_DECODER -> "no decoder of the name in the capture's cfg is installed; see bundle:list";
            case DECODER_FAILED -> "a bug of the decoder; its stack trace is in the log, once";
        };
    }
}
