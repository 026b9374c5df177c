// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.evidence.AttackEvidence;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/**
 * An attack in FastNetMon's words: scripts written for it compare them, so labels, order, units and rounding are FastNetMon's.
 */
final class AttackReport {
    private static final long CLOSE = 1000;

    private final StringBuilder out = new StringBuilder(2048);
    private final Attack attack;
    private final @Nullable AttackEvidence evidence;
    private final Rates rates;
    /** The side whose packets are the attack's power: the metric's; for a ban by hand the busier one. */
    private final Direction side;

    /** @param evidence of its traffic, or null when there is none */
    AttackReport(AttackEvent event, @Nullable AttackEvidence evidence) {
        attack = event.attack();
        this.evidence = evidence;
        rates = event.phase() == Phase.STARTED ? attack.startRates() : attack.rates();
        side = attack.direction() == Direction.OTHER ? busier(attack.startRates()) : attack.direction();
    }

    /** The side with more packets; when they are nearly as many, the side with more bytes. */
    private static Direction busier(Rates rates) {
        long difference = rates.get(Metric.IN_PACKETS) - rates.get(Metric.OUT_PACKETS);
        if (Math.abs(difference) < CLOSE) {
            difference = rates.get(Metric.IN_BITS) - rates.get(Metric.OUT_BITS);
        }
        return difference > 0 ? Direction.INCOMING : Direction.OUTGOING;
    }

    /** {@code incoming}, {@code outgoing}, or {@code other} for a ban by hand. */
    String direction() {
        return attack.direction() == Direction.OTHER ? "other" : side.name().toLowerCase(Locale.ROOT);
    }

    /** Packets a second of the attack's side when it started. */
    long power() {
        return packets(attack.startRates(), TrafficClass.TOTAL);
    }

    private long peak() {
        boolean counted = attack.metric() == Metric.of(side, TrafficClass.TOTAL, Unit.PACKETS);
        return Math.max(counted ? attack.peak() : packets(rates, TrafficClass.TOTAL), power());
    }

    private long packets(Rates of, TrafficClass part) {
        return of.get(Metric.of(side, part, Unit.PACKETS));
    }

    String text() {
        line("IP: ", attack.target().toString(), "");
        line("Attack type: ", type(), "");
        line("Initial attack power: ", power(), " packets per second");
        line("Peak attack power: ", peak(), " packets per second");
        line("Attack direction: ", direction(), "");
        line("Attack protocol: ", protocol(), "");
        both("Total incoming traffic: ", "Total outgoing traffic: ", TrafficClass.TOTAL, Unit.BITS);
        both("Total incoming pps: ", "Total outgoing pps: ", TrafficClass.TOTAL, Unit.PACKETS);
        both("Total incoming flows: ", "Total outgoing flows: ", TrafficClass.TOTAL, Unit.FLOWS);
        part("ip fragmented", TrafficClass.FRAGMENT);
        part("dropped", TrafficClass.DROPPED);
        part("tcp", TrafficClass.TCP);
        part("syn tcp", TrafficClass.SYN);
        part("udp", TrafficClass.UDP);
        part("icmp", TrafficClass.ICMP);
        TrafficDump.write(out, evidence);
        return out.toString();
    }

    /** What more than nine tenths of the packets are. */
    private String type() {
        if (attack.metric() == null) {
            return "unknown";
        }
        if (mostly(TrafficClass.SYN)) {
            return "syn_flood";
        }
        if (mostly(TrafficClass.ICMP)) {
            return "icmp_flood";
        }
        if (mostly(TrafficClass.FRAGMENT)) {
            return "ip_fragmentation";
        }
        return mostly(TrafficClass.UDP) ? "udp_flood" : "unknown";
    }

    private boolean mostly(TrafficClass part) {
        Rates start = attack.startRates();
        return packets(start, part) > 0.9 * packets(start, TrafficClass.TOTAL);
    }

    /** What most packets are; TCP when there are as many of another. */
    private String protocol() {
        Rates start = attack.startRates();
        long tcp = packets(start, TrafficClass.TCP);
        long udp = packets(start, TrafficClass.UDP);
        long icmp = packets(start, TrafficClass.ICMP);
        long most = Math.max(tcp, Math.max(udp, icmp));
        return most == tcp ? "tcp" : most == udp ? "udp" : "icmp";
    }

    private void part(String name, TrafficClass part) {
        both("Incoming " + name + " traffic: ", "Outgoing " + name + " traffic: ", part, Unit.BITS);
        both("Incoming " + name + " pps: ", "Outgoing " + name + " pps: ", part, Unit.PACKETS);
    }

    private void both(String incoming, String outgoing, TrafficClass part, Unit unit) {
        line(incoming, value(Direction.INCOMING, part, unit), unitName(unit));
        line(outgoing, value(Direction.OUTGOING, part, unit), unitName(unit));
    }

    private long value(Direction direction, TrafficClass part, Unit unit) {
        long value = rates.get(Metric.of(direction, part, unit));
        return unit == Unit.BITS ? value / 1_000_000 : value;
    }

    private static String unitName(Unit unit) {
        return switch (unit) {
            case BITS -> " mbps";
            case PACKETS -> " packets per second";
            case FLOWS -> " flows per second";
        };
    }

    private void line(String label, Object value, String unit) {
        out.append(label).append(value).append(unit).append('\n');
    }
}
