// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.FlowGroup;
import polder.api.evidence.FlowGroup.Flow;
import polder.api.evidence.Sample;
import polder.api.traffic.Direction;

/** The packets and flows of an attack below FastNetMon's headings, in its format; nothing below them where they are not known. */
final class TrafficDump {
    /** FastNetMon writes one line more than its {@code ban_details_records_count}, which is 20. */
    private static final int MOST_FLOWS = 21;

    /** A pipe takes 65,536 bytes at once: a script that does not read is not to hold us up. */
    private static final int LONGEST = 60_000;

    private static final int TCP = 6;
    private static final int UDP = 17;

    private final StringBuilder out;

    private TrafficDump(StringBuilder out) {
        this.out = out;
    }

    static void write(StringBuilder out, @Nullable AttackEvidence evidence) {
        TrafficDump dump = new TrafficDump(out);
        out.append("\n\nAttack traffic dump\n\n");
        if (evidence != null) {
            evidence.samples().forEach(dump::sample);
        }
        out.append("\n\nFlow dump\n\n");
        if (evidence != null) {
            dump.flows(evidence.flows());
        }
    }

    private void sample(Sample sample) {
        String line = sample.line();
        if (out.length() + line.length() < LONGEST * 3 / 4) {
            out.append(line).append("  \n");
        }
    }

    private void flows(List<FlowGroup> groups) {
        boolean incoming = flows(groups, Direction.INCOMING, "Incoming\n\n", " < ");
        int before = out.length();
        if (flows(groups, Direction.OUTGOING, "Outgoing\n\n", " > ") && incoming) {
            out.insert(before, '\n');
        }
    }

    private boolean flows(List<FlowGroup> groups, Direction direction, String heading, String arrow) {
        boolean any = false;
        for (FlowGroup group : groups) {
            boolean known = group.protocol() == TCP || group.protocol() == UDP;
            if (group.direction() == direction && known) {
                out.append(any ? "" : heading);
                any = true;
                group(group, arrow);
            }
        }
        return any;
    }

    private void group(FlowGroup group, String arrow) {
        out.append(group.protocol() == TCP ? "TCP" : "UDP")
                .append(" flows: ")
                .append(group.count())
                .append('\n');
        int lines = 0;
        for (Flow flow : group.flows()) {
            if (lines++ == MOST_FLOWS || out.length() > LONGEST) {
                break;
            }
            out.append(flow.host()).append(':').append(flow.port()).append(arrow);
            out.append(flow.remote()).append(':').append(flow.remotePort()).append(' ');
            out.append(flow.bytes()).append(" bytes ").append(flow.packets()).append(" packets\n");
        }
        if (group.count() > MOST_FLOWS) {
            out.append("Flows have cropped due to very long list.\n");
        }
        out.append('\n');
    }
}
