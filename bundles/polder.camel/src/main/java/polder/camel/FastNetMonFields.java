// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Sample;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/**
 * An attack under the names FastNetMon 1.2 gives in JSON, in its order: what it writes to Redis and MongoDB. Traffic is in bytes a
 * second, and again in bits. Fields of a packet that are not known are left out.
 */
final class FastNetMonFields {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final List<Direction> SIDES = List.of(Direction.INCOMING, Direction.OUTGOING);

    private FastNetMonFields() {}

    static Map<String, @Nullable Object> of(AttackEvent event, @Nullable AttackEvidence evidence) {
        Attack attack = event.attack();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("alert_scope", "host");
        fields.put("ip", attack.target().toString());
        fields.put("action", action(event.phase()));
        fields.put("attack_details", details(event));
        if (evidence != null && !evidence.samples().isEmpty()) {
            fields.put(
                    "packet_dump_detailed",
                    evidence.samples().stream().map(FastNetMonFields::packet).toList());
        }
        return fields;
    }

    /** FastNetMon's word, as its script gets it. */
    static String action(Phase phase) {
        return switch (phase) {
            case STARTED -> "ban";
            case ENDED -> "unban";
            case ONGOING, WARNED, PASSED -> "attack_details";
        };
    }

    private static Map<String, @Nullable Object> details(AttackEvent event) {
        Attack attack = event.attack();
        Rates rates = event.phase() == Phase.STARTED ? attack.startRates() : attack.rates();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("attack_uuid", attack.id().toString());
        fields.put("host_group", attack.group());
        fields.put("protocol_version", attack.target().base().isV4() ? "IPv4" : "IPv6");
        for (Direction side : SIDES) {
            traffic(fields, "total_" + word(side), rates, side, TrafficClass.TOTAL);
        }
        for (Direction side : SIDES) {
            fields.put("total_" + word(side) + "_pps", rates.get(Metric.of(side, TrafficClass.TOTAL, Unit.PACKETS)));
        }
        for (Direction side : SIDES) {
            fields.put("total_" + word(side) + "_flows", rates.get(Metric.of(side, TrafficClass.TOTAL, Unit.FLOWS)));
        }
        part(fields, "dropped", rates, TrafficClass.DROPPED);
        part(fields, "ip_fragmented", rates, TrafficClass.FRAGMENT);
        part(fields, "tcp", rates, TrafficClass.TCP);
        part(fields, "syn_tcp", rates, TrafficClass.SYN);
        part(fields, "udp", rates, TrafficClass.UDP);
        part(fields, "icmp", rates, TrafficClass.ICMP);
        return fields;
    }

    private static void part(Map<String, @Nullable Object> fields, String name, Rates rates, TrafficClass part) {
        for (Direction side : SIDES) {
            traffic(fields, word(side) + "_" + name, rates, side, part);
        }
        for (Direction side : SIDES) {
            fields.put(word(side) + "_" + name + "_pps", rates.get(Metric.of(side, part, Unit.PACKETS)));
        }
    }

    private static void traffic(
            Map<String, @Nullable Object> fields, String name, Rates rates, Direction side, TrafficClass part) {
        long bits = rates.get(Metric.of(side, part, Unit.BITS));
        fields.put(name + "_traffic", bits / Byte.SIZE);
        fields.put(name + "_traffic_bits", bits);
    }

    private static String word(Direction side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> packet(Sample sample) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("timestamp", TIME.format(sample.at()));
        fields.put("ip_version", sample.target().isV4() ? "ipv4" : "ipv6");
        fields.put("source_ip", sample.source().toString());
        fields.put("destination_ip", sample.target().toString());
        if (sample.protocol() == 6 || sample.protocol() == 17) {
            fields.put("source_port", sample.sourcePort());
            fields.put("destination_port", sample.targetPort());
        }
        fields.put("tcp_flags", Sample.flags(sample.tcpFlags()));
        fields.put("fragmentation", sample.fragment());
        fields.put("packets", sample.packets());
        fields.put("length", sample.bytes());
        fields.put("ttl", sample.ttl());
        fields.put("sample_ratio", sample.samplingRate());
        fields.put("protocol", sample.protocolName());
        return fields;
    }
}
