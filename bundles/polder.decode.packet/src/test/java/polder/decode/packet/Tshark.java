// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import polder.api.flow.Decoder;
import polder.api.testing.Decoding;
import polder.api.testing.Packet;
import polder.wire.Layer;

/** Compares flows with tables made of tshark's output. */
final class Tshark {
    private static final Pattern OUTER = Pattern.compile("# dst_outer\t(\\S+)\tpackets=(\\d+)\t.*");
    private static final Pattern INNER = Pattern.compile("# dst_inner\t(\\S+)\tpackets=(\\d+)\t.*\tip_bytes=(\\d+)");

    private Tshark() {}

    /** What differs between the only flow of a frame and its row. */
    static List<String> frame(Layer layer, Decoding decoding, Map<String, String> row) {
        List<String> differences = new ArrayList<>();
        if (decoding.flows().isEmpty()) {
            if (!row.getOrDefault("outer_dst", "").isEmpty()) {
                differences.add(
                        decoding.rejects() + " instead of " + row.get("outer_src") + " > " + row.get("outer_dst"));
            }
            return differences;
        }
        found(layer, decoding.flows().get(0), row).forEach((column, value) -> {
            String expected = row.getOrDefault(column, "");
            String wanted = column.equals("frag") && !expected.isEmpty() ? "yes" : expected;
            if (!wanted.equals(value)) {
                differences.add(column + " is " + value + " instead of " + wanted);
            }
        });
        return differences;
    }

    private static Map<String, String> found(Layer layer, Decoding.Flow flow, Map<String, String> row) {
        Map<String, String> found = new HashMap<>();
        String side = layer == Layer.OUTER ? "outer_" : "inner_";
        found.put(side + "src", flow.source().toString());
        found.put(side + "dst", flow.target().toString());
        if (flow.source().isV4() && !"51".equals(row.get(side + "proto"))) {
            // what tshark calls the protocol of IPv6 is the first extension header, and of AH itself
            found.put(side + "proto", String.valueOf(flow.protocol()));
        }
        boolean same = layer == Layer.INNER || row.get("n_ip").equals("1");
        if (same && row.get("icmp_quote").equals("0")) {
            found.put("inner_iplen", String.valueOf(flow.bytes()));
            boolean ports = Set.of(6, 17).contains(flow.protocol())
                    && !row.getOrDefault("sport", "").isEmpty();
            if (ports && flow.sourcePort() + flow.targetPort() > 0) {
                found.put("sport", String.valueOf(flow.sourcePort()));
                found.put("dport", String.valueOf(flow.targetPort()));
            }
            found.put("frag", flow.fragment() ? "yes" : "");
        }
        return found;
    }

    /** How many of these differ: frames with IP, packets and, of innermost packets, IP bytes of the ten busiest targets. */
    static int targets(
            Layer layer, List<String> lines, Decoder decoder, List<Packet> frames, List<String> differences) {
        Decoding decoding = Decoding.of(decoder, frames);
        Map<String, String> targets = new HashMap<>();
        decoding.flows().stream()
                .collect(Collectors.groupingBy(Decoding.Flow::target))
                .forEach((target, flows) -> targets.put(
                        target.toString(),
                        flows.size() + " "
                                + flows.stream().mapToLong(Decoding.Flow::bytes).sum()));
        String withIp = lines.get(0).replaceFirst(".* with_ip=(\\d+) .*", "$1");
        if (decoding.flows().size() != Integer.parseInt(withIp)) {
            differences.add(decoding.flows().size() + " frames with IP instead of " + withIp);
        }
        for (String line : lines) {
            Matcher target = (layer == Layer.OUTER ? OUTER : INNER).matcher(line);
            if (target.matches()) {
                String found = targets.getOrDefault(target.group(1), "0 0");
                String expected = target.group(2) + " " + (layer == Layer.OUTER ? "" : target.group(3));
                if (!found.startsWith(expected)) {
                    differences.add(target.group(1) + " has " + found + " instead of " + expected);
                }
            }
        }
        return differences.size();
    }
}
