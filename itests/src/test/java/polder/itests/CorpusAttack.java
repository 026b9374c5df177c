// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is to be found in a capture.
 *
 * @param kind how, or null when nothing is to be found
 * @param packets to each victim in the busiest second of the replay
 * @param length mean of the attack's frames on the wire; zero when it is not known
 */
record CorpusAttack(Path capture, Kind kind, List<String> victims, double packets, double length) {
    /**
     * What is said of an attack.
     *
     * @param metric the narrowest class that holds it
     * @param least what part of its packets is of that class: what others recorded is not all of one
     * @param vectors what it is made of, the largest part first
     */
    record Kind(String metric, double least, List<String> vectors) {}

    private static final Pattern MANY = Pattern.compile("203\\.0\\.113\\.(\\d+)\\.\\.203\\.0\\.113\\.(\\d+) .*");

    /** By the kind that the truth file names; nearly all, as a sliding second is as long as its beats really were. */
    private static final Map<String, Kind> KNOWN = Map.ofEntries(
            kind("syn_flood", "in.syn.packets", 0.9, "syn-flood"),
            kind("udp_flood", "in.udp.packets", 0.9, "udp-flood"),
            kind("ipv6_udp_flood", "in.udp.packets", 0.9, "udp-flood"),
            kind("ntp_amp", "in.ntp.packets", 0.9, "ntp-monlist"),
            kind("ssdp_amp", "in.ssdp.packets", 0.9, "ssdp-amplification"),
            kind("chargen_amp", "in.chargen.packets", 0.9, "chargen-amplification"),
            kind("memcached_amp", "in.memcached.packets", 0.9, "memcached-amplification"),
            kind("dns_amp_frag", "in.fragment.packets", 0.9, "udp-fragment", "dns-amplification"),
            kind("frag_flood", "in.fragment.packets", 0.9, "udp-fragment"),
            kind("icmp_flood", "in.icmp.packets", 0.9, "icmp-echo-request"),
            kind("gre_flood", "in.other.packets", 0.9, "gre-flood"));

    /** By the name of the capture. */
    private static final Map<String, Kind> RECORDED = Map.ofEntries(
            kind("stopddos_amp.TCP.reflection.SYNACK.pcap", "in.synack.packets", 0.25, "synack-reflection"),
            kind("stopddos_amp.UDP.snmp.src161.pcapng", "in.snmp.packets", 0.25, "snmp-amplification"),
            kind("stopddos_amp.dns.RRSIG.fragmented.pcap", "in.fragment.packets", 0.25, "udp-fragment", "dns-dnssec"),
            kind("stopddos_pkt.TCP.synflood.spoofed.pcap", "in.syn.packets", 0.25, "syn-flood"),
            kind("ndpi_ip_fragmented_garbage.pcap", "in.fragment.packets", 0.25, "tcp-fragment"));

    private static Map.Entry<String, Kind> kind(String name, String metric, double least, String... vectors) {
        return Map.entry(name, new Kind(metric, least, List.of(vectors)));
    }

    /** Of a capture whose every packet is known. */
    static CorpusAttack known(Path truth, int speed) throws Exception {
        @SuppressWarnings("unchecked")
        Map<String, Object> said = (Map<String, Object>) Json.parse(Files.readString(truth));
        Path capture = Path.of(truth.toString().replaceFirst("truth[.]json$", "pcap"));
        long packets = Operator.number(said, "attack_packets");
        if (packets == 0) {
            return new CorpusAttack(capture, null, List.of(), 0, 0);
        }
        List<String> victims = victims(said.get("victims"));
        double rate = packets / ((Number) said.get("attack_len_s")).doubleValue() * speed;
        double length = (double) Operator.number(said, "attack_wire_bytes") / packets;
        Kind kind = KNOWN.get(said.get("kind").toString());
        assertThat(kind).as("how %s is to be found", said.get("kind")).isNotNull();
        return new CorpusAttack(capture, kind, victims, rate / victims.size(), length);
    }

    private static List<String> victims(Object said) {
        if (said instanceof List<?> named) {
            return named.stream().map(Object::toString).toList();
        }
        Matcher range = MANY.matcher(said.toString());
        assertThat(range.matches()).as(said.toString()).isTrue();
        List<String> victims = new ArrayList<>();
        for (int i = Integer.parseInt(range.group(1)); i <= Integer.parseInt(range.group(2)); i++) {
            victims.add("203.0.113." + i);
        }
        return victims;
    }

    /** Of a capture others recorded, whose victim is the busiest target; nothing is to be found in those that are not named. */
    static CorpusAttack recorded(Path table, int speed) throws Exception {
        String stem = table.toString().replaceFirst("bins[.]tsv$", "");
        Path capture = Path.of(stem + (Files.exists(Path.of(stem + "pcap")) ? "pcap" : "pcapng"));
        Kind kind = RECORDED.get(capture.getFileName().toString());
        if (kind == null) {
            return new CorpusAttack(capture, null, List.of(), 0, 0);
        }
        List<String> lines = Files.readAllLines(table);
        String victim = lines.get(0).replaceFirst(".*most packets\\)=([^ ]+) .*", "$1");
        return new CorpusAttack(capture, kind, List.of(victim), busiest(lines, speed), 0);
    }

    /** Packets in the busiest second of the replay. */
    private static long busiest(List<String> lines, int speed) {
        Map<Long, Long> seconds = lines.stream()
                .filter(line -> line.matches("\\d.*"))
                .map(line -> line.split("\t"))
                .collect(Collectors.toMap(row -> Long.valueOf(row[0]), row -> Long.valueOf(row[1])));
        return seconds.keySet().stream()
                .mapToLong(first -> {
                    long sum = 0;
                    for (long second = first; second < first + speed; second++) {
                        sum += seconds.getOrDefault(second, 0L);
                    }
                    return sum;
                })
                .max()
                .orElseThrow();
    }
}
