// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import polder.api.config.Quantity;
import polder.api.flow.Reject;

/** What is wrong with an exporter, and what to do on the router. */
final class Hints {
    /** Time for an exporter to show what it is like. */
    private static final long ACQUAINTED = 60_000_000_000L;

    private static final long MINUTE_MILLIS = 60_000;

    /** Flows told of later than this are hints to detect nothing in time. */
    private static final int SLOW_MILLIS = 150_000;

    private Hints() {}

    /** A sentence each. Any thread. */
    static List<String> of(Domain domain, long now) {
        List<String> hints = new ArrayList<>(2);
        synchronized (domain) {
            if (domain.datagrams > 0) {
                boolean acquainted = domain.lastSeen - domain.firstSeen > ACQUAINTED;
                templates(domain, hints, acquainted);
                sampling(domain, hints);
                time(domain, hints);
                if (domain.settings.direction() == ExporterSettings.Direction.ALL && domain.twice.isCertain()) {
                    hints.add(
                            "tells of flows twice, where they come in and where they go out (field 61): they count double."
                                    + " Monitor one direction only, or set direction = ingress in its cfg");
                }
            }
        }
        return hints;
    }

    private static void templates(Domain domain, List<String> hints, boolean acquainted) {
        if (domain.held.sets() > 0 || (domain.rejects[Reject.MISSING_TEMPLATE.ordinal()] > 0 && domain.flows == 0)) {
            String which = domain.held.sets() > 0 ? " " + domain.held.waitsFor() : "";
            hints.add("sends data and has not sent its template" + which
                    + "; routers repeat them: lower the interval (template data timeout 60, template-refresh-rate)");
        }
        if (domain.rejects[Reject.OVER_LIMIT.ordinal()] > 0) {
            hints.add("sends more templates than are kept for one exporter; templates.max says how many");
        }
        if (acquainted && domain.flows == 0 && domain.options > 0) {
            hints.add("sends options and no flows; is the monitor applied to an interface?");
        }
        if (domain.sequence.isOdd()) {
            hints.add(
                    domain.version == 9
                            ? "counts records in its sequence where RFC 3954 asks for datagrams; losses are told in records"
                            : "counts messages in its sequence where RFC 7011 asks for records; losses are told in messages");
        }
    }

    private static void sampling(Domain domain, List<String> hints) {
        if (domain.unknownSampler >= 0) {
            hints.add(
                    "names the sampler " + domain.unknownSampler
                            + " and never told its rate; export the sampler table (option sampler-table), or set sampling in its cfg");
        }
    }

    private static void time(Domain domain, List<String> hints) {
        long skew = Math.abs(domain.skewMillis);
        if (skew > MINUTE_MILLIS) {
            hints.add("has a clock that is " + Quantity.human(Duration.ofMillis(skew))
                    + (domain.skewMillis > 0 ? " ahead" : " behind")
                    + "; times of flows are corrected, set its clock (NTP) for its own logs");
        }
        int timeout = Math.max(domain.activeTimeout * 1000, domain.longestMillis);
        if (timeout > SLOW_MILLIS) {
            hints.add("tells of flows after up to " + Quantity.human(Duration.ofMillis(timeout / 1000 * 1000L))
                    + ": an attack in them is seen that late; set its active timeout to 60 s or less");
        }
    }
}
