// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.Test;
import polder.api.flow.Reject;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Decoding;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;

/** Against what tshark finds in captures of others: outermost addresses and, where there is one IP header, all the rest. */
public class CorpusTest {
    private static final Pattern OUTER = Pattern.compile("# dst_outer\t(\\S+)\tpackets=(\\d+)\t.*");
    private static final Pattern INNER = Pattern.compile("# dst_inner\t(\\S+)\tpackets=(\\d+)\t.*\tip_bytes=(\\d+)");
    /** There tshark calls whole packets with a fragment header (RFC 6946) fragments. */
    private static final Set<String> ATOMIC = Set.of("zeek_ipv6-http-atomic-frag");

    private static final int SIZE_OF_HOSTILE_SAMPLE = 5;

    private final PacketDecoder decoder = new PacketDecoder();

    @Test
    public void framesAreWhatTsharkSees() {
        Map<String, List<String>> wrong = new TreeMap<>();
        for (Path capture : Corpus.captures("mirror", "background", "attack", "attack_synth")) {
            List<Packet> frames = CaptureFile.read(capture).frames();
            List<Map<String, String>> rows = Corpus.rows(capture, ".expected.tsv");
            boolean perFrame = rows.size() == frames.size() && rows.get(0).containsKey("frame");
            List<String> differences = new ArrayList<>();
            int notYet = perFrame
                    ? compareFrames(Corpus.name(capture), rows, frames, differences)
                    : compareTargets(capture, frames, differences);
            if (!differences.isEmpty()) {
                wrong.put(Corpus.name(capture), differences);
            }
            System.out.printf(
                    "%s: %d frames compared %s%s%n",
                    Corpus.name(capture),
                    frames.size() - notYet,
                    perFrame ? "one by one" : "by target",
                    notYet == 0
                            ? ""
                            : ", " + notYet + " are of a link type or in a tunnel below IP that is not read yet");
        }
        assertThat(wrong).isEmpty();
    }

    private int compareFrames(
            String file, List<Map<String, String>> rows, List<Packet> frames, List<String> differences) {
        int notYet = 0;
        Decoding decoding = new Decoding(decoder);
        for (int i = 0; i < frames.size(); i++) {
            decoding.forget();
            decoding.add(frames.get(i));
            Map<String, String> row = rows.get(i);
            row.put("file", file);
            if (decoding.rejects().containsKey(Reject.UNSUPPORTED)) {
                notYet++;
            } else if (decoding.flows().isEmpty()) {
                if (!row.getOrDefault("outer_dst", "").isEmpty()) {
                    differences.add("frame " + row.get("frame") + ": " + decoding.rejects() + ", not " + row);
                }
            } else {
                compare(decoding.flows().get(0), row, differences);
            }
        }
        return notYet;
    }

    private static void compare(Decoding.Flow flow, Map<String, String> row, List<String> differences) {
        Map<String, String> found = new HashMap<>();
        found.put("outer_src", flow.source().toString());
        found.put("outer_dst", flow.target().toString());
        boolean ah = "51".equals(row.get("outer_proto"));
        if (flow.source().isV4() && !ah) {
            found.put("outer_proto", String.valueOf(flow.protocol()));
        }
        if (row.get("n_ip").equals("1") && row.get("icmp_quote").equals("0")) {
            found.put("inner_iplen", String.valueOf(flow.bytes()));
            boolean ports = Set.of(6, 17).contains(flow.protocol())
                    && !row.getOrDefault("sport", "").isEmpty();
            if (ports && flow.sourcePort() + flow.targetPort() > 0) {
                found.put("sport", String.valueOf(flow.sourcePort()));
                found.put("dport", String.valueOf(flow.targetPort()));
            }
            if (!ATOMIC.contains(row.get("file"))) {
                found.put("frag", flow.fragment() ? "yes" : "");
            }
        }
        found.forEach((column, value) -> {
            String expected = row.getOrDefault(column, "");
            String wanted = column.equals("frag") && !expected.isEmpty() ? "yes" : expected;
            if (!wanted.equals(value)) {
                differences.add("frame " + row.get("frame") + " " + column + ": " + value + ", not " + wanted);
            }
        });
    }

    /** Frames with IP, and packets and IP bytes of the ten busiest targets. */
    private int compareTargets(Path capture, List<Packet> frames, List<String> differences) {
        Decoding decoding = Decoding.of(decoder, frames);
        Map<String, String> targets = new HashMap<>();
        decoding.flows().stream()
                .collect(Collectors.groupingBy(Decoding.Flow::target))
                .forEach((target, flows) -> targets.put(
                        target.toString(),
                        flows.size() + " "
                                + flows.stream().mapToLong(Decoding.Flow::bytes).sum()));
        int notYet = decoding.rejects().getOrDefault(Reject.UNSUPPORTED, 0L).intValue();
        List<String> lines = Corpus.lines(capture, ".expected.tsv");
        String tunnelled = lines.get(0).replaceFirst(".* tunnelled=(\\d+) .*", "$1");
        String withIp = lines.get(0).replaceFirst(".* with_ip=(\\d+) .*", "$1");
        if (notYet == 0 && decoding.flows().size() != Integer.parseInt(withIp)) {
            differences.add(decoding.flows().size() + " frames with IP, not " + withIp);
        }
        for (String line : lines) {
            Matcher target = (tunnelled.equals("0") ? INNER : OUTER).matcher(line);
            if (notYet == 0 && target.matches()) {
                String found = targets.getOrDefault(target.group(1), "nothing");
                String expected = target.group(2) + " ";
                String bytes = tunnelled.equals("0") ? target.group(3) : "";
                if (!found.startsWith(expected + bytes)) {
                    differences.add(target.group(1) + ": " + found + ", not " + expected + bytes);
                }
            }
        }
        return notYet;
    }

    @Test
    public void noFrameDoesHarmWholeCutOrChanged() {
        for (Path capture : Corpus.captures("malformed", "mirror")) {
            List<Packet> frames = CaptureFile.read(capture).frames();
            boolean small = frames.stream().allMatch(frame -> frame.bytes().length < 4000);
            int sample = small ? SIZE_OF_HOSTILE_SAMPLE : 1;
            Hostile.check(decoder, frames.subList(0, Math.min(sample, frames.size())), 120);
        }
    }
}
