// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A rate kept for every host: a direction, a class of traffic and a unit. Ordinals are columns of counters. */
public enum Metric {
    IN_PACKETS,
    IN_BITS,
    IN_FLOWS,
    IN_TCP_PACKETS,
    IN_TCP_BITS,
    IN_TCP_FLOWS,
    IN_SYN_PACKETS,
    IN_SYN_BITS,
    IN_SYN_FLOWS,
    IN_SYN_ACK_PACKETS,
    IN_SYN_ACK_BITS,
    IN_SYN_ACK_FLOWS,
    IN_UDP_PACKETS,
    IN_UDP_BITS,
    IN_UDP_FLOWS,
    IN_ICMP_PACKETS,
    IN_ICMP_BITS,
    IN_ICMP_FLOWS,
    IN_OTHER_PACKETS,
    IN_OTHER_BITS,
    IN_OTHER_FLOWS,
    IN_FRAGMENT_PACKETS,
    IN_FRAGMENT_BITS,
    IN_FRAGMENT_FLOWS,
    IN_DROPPED_PACKETS,
    IN_DROPPED_BITS,
    IN_DROPPED_FLOWS,
    IN_INTERNAL_PACKETS,
    IN_INTERNAL_BITS,
    IN_INTERNAL_FLOWS,
    IN_DNS_PACKETS,
    IN_DNS_BITS,
    IN_DNS_FLOWS,
    IN_NTP_PACKETS,
    IN_NTP_BITS,
    IN_NTP_FLOWS,
    IN_SNMP_PACKETS,
    IN_SNMP_BITS,
    IN_SNMP_FLOWS,
    IN_SSDP_PACKETS,
    IN_SSDP_BITS,
    IN_SSDP_FLOWS,
    IN_CLDAP_PACKETS,
    IN_CLDAP_BITS,
    IN_CLDAP_FLOWS,
    IN_MEMCACHED_PACKETS,
    IN_MEMCACHED_BITS,
    IN_MEMCACHED_FLOWS,
    IN_CHARGEN_PACKETS,
    IN_CHARGEN_BITS,
    IN_CHARGEN_FLOWS,
    IN_AMPLIFICATION_PACKETS,
    IN_AMPLIFICATION_BITS,
    IN_AMPLIFICATION_FLOWS,
    OUT_PACKETS,
    OUT_BITS,
    OUT_FLOWS,
    OUT_TCP_PACKETS,
    OUT_TCP_BITS,
    OUT_TCP_FLOWS,
    OUT_SYN_PACKETS,
    OUT_SYN_BITS,
    OUT_SYN_FLOWS,
    OUT_SYN_ACK_PACKETS,
    OUT_SYN_ACK_BITS,
    OUT_SYN_ACK_FLOWS,
    OUT_UDP_PACKETS,
    OUT_UDP_BITS,
    OUT_UDP_FLOWS,
    OUT_ICMP_PACKETS,
    OUT_ICMP_BITS,
    OUT_ICMP_FLOWS,
    OUT_OTHER_PACKETS,
    OUT_OTHER_BITS,
    OUT_OTHER_FLOWS,
    OUT_FRAGMENT_PACKETS,
    OUT_FRAGMENT_BITS,
    OUT_FRAGMENT_FLOWS,
    OUT_DROPPED_PACKETS,
    OUT_DROPPED_BITS,
    OUT_DROPPED_FLOWS,
    OUT_INTERNAL_PACKETS,
    OUT_INTERNAL_BITS,
    OUT_INTERNAL_FLOWS,
    OUT_DNS_PACKETS,
    OUT_DNS_BITS,
    OUT_DNS_FLOWS,
    OUT_NTP_PACKETS,
    OUT_NTP_BITS,
    OUT_NTP_FLOWS,
    OUT_SNMP_PACKETS,
    OUT_SNMP_BITS,
    OUT_SNMP_FLOWS,
    OUT_SSDP_PACKETS,
    OUT_SSDP_BITS,
    OUT_SSDP_FLOWS,
    OUT_CLDAP_PACKETS,
    OUT_CLDAP_BITS,
    OUT_CLDAP_FLOWS,
    OUT_MEMCACHED_PACKETS,
    OUT_MEMCACHED_BITS,
    OUT_MEMCACHED_FLOWS,
    OUT_CHARGEN_PACKETS,
    OUT_CHARGEN_BITS,
    OUT_CHARGEN_FLOWS,
    OUT_AMPLIFICATION_PACKETS,
    OUT_AMPLIFICATION_BITS,
    OUT_AMPLIFICATION_FLOWS;

    private static final List<Metric> ALL = List.of(values());
    private static final int UNITS = Unit.values().length;
    private static final int CLASSES = TrafficClass.values().length;

    /** How many there are. */
    public static final int COUNT = ALL.size();

    /** Every metric, in order of ordinals. */
    public static List<Metric> all() {
        return ALL;
    }

    /** The metric of a direction, which has to be incoming or outgoing. */
    public static Metric of(Direction direction, TrafficClass part, Unit unit) {
        if (direction != Direction.INCOMING && direction != Direction.OUTGOING) {
            throw new IllegalArgumentException("hosts have incoming and outgoing traffic, not " + direction);
        }
        return ALL.get((direction.ordinal() * CLASSES + part.ordinal()) * UNITS + unit.ordinal());
    }

    /** The metric with a {@link #key}. */
    public static Optional<Metric> ofKey(String key) {
        return ALL.stream().filter(metric -> metric.key().equals(key)).findFirst();
    }

    public Direction direction() {
        return ordinal() < CLASSES * UNITS ? Direction.INCOMING : Direction.OUTGOING;
    }

    public TrafficClass part() {
        return TrafficClass.values()[ordinal() / UNITS % CLASSES];
    }

    public Unit unit() {
        return Unit.values()[ordinal() % UNITS];
    }

    /** As cfg files and JSON write it: {@code in.packets}, {@code out.udp.bits}. */
    public String key() {
        String way = direction() == Direction.INCOMING ? "in." : "out.";
        return way + part().key + unit().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Every {@link #key}, for completers. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Metric::key).toList();
    }

    /** How keys are made up, for error messages: there are too many to list. */
    public static String form() {
        return "in. or out., then nothing or one of "
                + Arrays.stream(TrafficClass.values())
                        .map(part -> part.key)
                        .filter(key -> !key.isEmpty())
                        .collect(Collectors.joining(" "))
                + ", then packets, bits or flows";
    }
}
