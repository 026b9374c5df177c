// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import polder.api.traffic.ProposedLimit;

/** Proposed limits as lists show them, and as cfg files want them. */
final class Proposed {
    /** A week has all there is of days and nights. */
    private static final int WEEK = 168;

    private static final String SCALES = " kmgt";

    private Proposed() {}

    static Columns<ProposedLimit> columns() {
        return new Columns<ProposedLimit>(
                        "Too little was learned yet to propose a limit; the first ones come after an hour.")
                .text("group", "Group", ProposedLimit::group)
                .text("metric", "Metric", limit -> limit.metric().key())
                .right("limit", "Limit", ProposedLimit::limit, limit -> human(limit, limit.limit()))
                .right("usual", "99.9 % of seconds", ProposedLimit::usual, limit -> human(limit, limit.usual()))
                .right("highest", "Most", ProposedLimit::highest, limit -> human(limit, limit.highest()))
                .text("busiest", "By", ProposedLimit::busiest)
                .text("at", "At", ProposedLimit::at)
                .number("hosts", "Hosts", ProposedLimit::hosts)
                .number("hours", "Hours", ProposedLimit::hours)
                .number("hours_left_out", "Left out", ProposedLimit::hoursLeftOut)
                .text("since", "Since", ProposedLimit::since)
                .less("since", "hours_left_out", "at");
    }

    private static String human(ProposedLimit limit, long rate) {
        return Metrics.human(limit.metric(), rate);
    }

    /** What to write into which file. */
    static List<String> lines(List<ProposedLimit> limits) {
        List<String> lines = new ArrayList<>();
        String group = "";
        for (ProposedLimit limit : limits) {
            if (!limit.group().equals(group)) {
                group = limit.group();
                lines.add("");
                lines.add("For " + Groups.file(group) + ":");
                if (limit.hours() < WEEK) {
                    lines.add("# learned for " + limit.hours() + " hours only: a whole week is better");
                }
            }
            lines.add("limit." + limit.metric().key() + " = " + cfg(limit));
        }
        return lines;
    }

    /** {@code 45kpps}, {@code 1.2gbps}: exactly, as cfg files are read. */
    private static String cfg(ProposedLimit limit) {
        BigDecimal value = BigDecimal.valueOf(limit.limit());
        int scale = 0;
        while (value.compareTo(BigDecimal.valueOf(1000)) >= 0 && scale < SCALES.length() - 1) {
            value = value.movePointLeft(3);
            scale++;
        }
        String number = value.stripTrailingZeros().toPlainString();
        return number
                + SCALES.substring(scale, scale + 1).trim()
                + limit.metric().unit().perSecond();
    }
}
