// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import polder.api.flow.Reject;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Decoding;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;

/** Against what tshark finds in captures of others: outermost addresses and, where there is one IP header, all the rest. */
public class CorpusTest {
    private static final Pattern TARGET = Pattern.compile("# dst_outer\t(\\S+)\tpackets=(\\d+)\t.*");
    private static final int SIZE_OF_HOSTILE_SAMPLE = 5;

    private final PacketDecoder decoder = new PacketDecoder();

    @Test
    public void framesAreWhatTsharkSees() {
        for (Path capture : Corpus.captures("mirror", "background", "attack", "attack_synth")) {
            List<Packet> frames = CaptureFile.read(capture).frames();
            List<Map<String, String>> rows = Corpus.rows(capture, ".expected.tsv");
            boolean perFrame = rows.size() == frames.size() && rows.get(0).containsKey("frame");
            List<String> differences = new ArrayList<>();
            int notYet =
                    perFrame ? compareFrames(frames, rows, differences) : compareTargets(capture, frames, differences);
            assertThat(differences).as("%s", capture).isEmpty();
            System.out.printf(
                    "%s: %d frames compared %s%s%n",
                    Corpus.name(capture),
                    frames.size() - notYet,
                    perFrame ? "one by one" : "by target",
                    notYet == 0
                            ? ""
                            : ", " + notYet + " are of a link type or in a tunnel below IP that is not read yet");
        }
    }

    private int compareFrames(List<Packet> frames, List<Map<String, String>> rows, List<String> differences) {
        int notYet = 0;
        Decoding decoding = new Decoding(decoder);
        for (int i = 0; i < frames.size(); i++) {
            decoding.forget();
            decoding.add(frames.get(i));
            Map<String, String> row = rows.get(i);
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
            found.put("frag", flow.fragment() ? "yes" : "");
        }
        found.forEach((column, value) -> {
            String expected = row.getOrDefault(column, "");
            String wanted = column.equals("frag") && !expected.isEmpty() ? "yes" : expected;
            if (!wanted.equals(value)) {
                differences.add("frame " + row.get("frame") + " " + column + ": " + value + ", not " + wanted);
            }
        });
    }

    private int compareTargets(Path capture, List<Packet> frames, List<String> differences) {
        Decoding decoding = Decoding.of(decoder, frames);
        Map<String, Long> targets = new HashMap<>();
        decoding.flows().forEach(flow -> targets.merge(flow.target().toString(), 1L, Long::sum));
        int notYet = decoding.rejects().getOrDefault(Reject.UNSUPPORTED, 0L).intValue();
        if (notYet > 0) {
            return notYet;
        }
        for (String line : Corpus.lines(capture, ".expected.tsv")) {
            Matcher target = TARGET.matcher(line);
            if (target.matches() && targets.getOrDefault(target.group(1), 0L) != Long.parseLong(target.group(2))) {
                differences.add(
                        target.group(1) + ": " + targets.get(target.group(1)) + " packets, not " + target.group(2));
            }
        }
        return 0;
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
