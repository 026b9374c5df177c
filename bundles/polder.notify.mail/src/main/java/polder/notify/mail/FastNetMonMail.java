// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent.Phase;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.FlowGroup;
import polder.api.evidence.FlowGroup.Flow;
import polder.api.evidence.Sample;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/** An attack as the mails of FastNetMon tell it that its README of 2015 shows: labels, order, units and rounding are theirs. */
final class FastNetMonMail {
    private static final int MOST_FLOWS = 20;
    private static final int TCP = 6;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    private FastNetMonMail() {}

    /** The side whose packets are the attack's power: its own; of both the busier one. */
    private static Direction side(Attack attack) {
        if (attack.direction() == Direction.INCOMING || attack.direction() == Direction.OUTGOING) {
            return attack.direction();
        }
        Rates start = attack.startRates();
        return start.get(Metric.IN_PACKETS) >= start.get(Metric.OUT_PACKETS) ? Direction.INCOMING : Direction.OUTGOING;
    }

    private static long packets(Attack attack, Rates rates) {
        return rates.get(Metric.of(side(attack), TrafficClass.TOTAL, Unit.PACKETS));
    }

    /** Packets a second of the attack's side when it started. */
    static long power(Attack attack) {
        return packets(attack, attack.startRates());
    }

    /** The most there were, as far as known. */
    static long peak(Attack attack) {
        boolean counted = attack.metric() == Metric.of(side(attack), TrafficClass.TOTAL, Unit.PACKETS);
        long seen = counted ? attack.peak() : packets(attack, attack.rates());
        return Math.max(seen, power(attack));
    }

    static String direction(Attack attack) {
        return attack.direction().name().toLowerCase(Locale.ROOT);
    }

    /** The ten lines at the top of the first mail. */
    static String summary(Attack attack, Phase step) {
        Rates rates = step == Phase.STARTED ? attack.startRates() : attack.rates();
        return "IP: " + attack.target()
                + "\nInitial attack power: " + power(attack) + " packets per second"
                + "\nPeak attack power: " + peak(attack) + " packets per second"
                + "\nAttack direction: " + direction(attack)
                + "\nIncoming traffic: " + rates.get(Metric.IN_BITS) / 1_000_000 + " mbps"
                + "\nOutgoing traffic: " + rates.get(Metric.OUT_BITS) / 1_000_000 + " mbps"
                + "\nIncoming pps: " + rates.get(Metric.IN_PACKETS) + " packets per second"
                + "\nOutgoing pps: " + rates.get(Metric.OUT_PACKETS) + " packets per second"
                + "\nIncoming flows: " + rates.get(Metric.IN_FLOWS)
                + "\nOutgoing flows: " + rates.get(Metric.OUT_FLOWS) + '\n';
    }

    /** What follows in the first mail: the largest flows by direction and protocol. */
    static String flows(AttackEvidence evidence) {
        StringBuilder out = new StringBuilder(1024);
        for (Direction way : new Direction[] {Direction.INCOMING, Direction.OUTGOING}) {
            boolean any = false;
            for (FlowGroup group : evidence.flows()) {
                if (group.direction() == way) {
                    String heading =
                            way == Direction.INCOMING ? "Incoming\n" : out.isEmpty() ? "Outgoing\n" : "\nOutgoing\n";
                    out.append(any ? "" : heading);
                    any = true;
                    group(group, way == Direction.INCOMING ? " < " : " > ", out);
                }
            }
        }
        return out.toString();
    }

    private static void group(FlowGroup group, String arrow, StringBuilder out) {
        out.append('\n')
                .append(protocol(group.protocol()).toUpperCase(Locale.ROOT))
                .append('\n');
        group.flows().stream().limit(MOST_FLOWS).forEach(flow -> line(flow, arrow, out));
        if (group.count() > Math.min(MOST_FLOWS, group.flows().size())) {
            out.append("Flows have cropped due to very long list.\n");
        }
        out.append('\n');
    }

    private static void line(Flow flow, String arrow, StringBuilder out) {
        out.append(flow.host()).append(':').append(flow.port()).append(arrow);
        out.append(flow.remote()).append(':').append(flow.remotePort()).append(' ');
        out.append(flow.bytes()).append(" bytes ").append(flow.packets()).append(" packets\n");
    }

    /** The second mail, but for its first line: packets as they came. */
    static String packets(AttackEvidence evidence) {
        StringBuilder out = new StringBuilder(4096);
        for (Sample sample : evidence.samples()) {
            out.append(TIME.format(sample.at())).append(' ');
            out.append(sample.source()).append(':').append(sample.sourcePort()).append(" > ");
            out.append(sample.target()).append(':').append(sample.targetPort());
            out.append(" protocol: ").append(protocol(sample.protocol())).append(" flags: ");
            out.append(sample.protocol() == TCP ? Sample.flags(sample.tcpFlags()) : "");
            out.append(" size: ").append(sample.bytes()).append(" bytes\n");
        }
        return out.toString();
    }

    private static String protocol(int number) {
        return switch (number) {
            case 1 -> "icmp";
            case TCP -> "tcp";
            case 17 -> "udp";
            default -> "protocol " + number;
        };
    }
}
