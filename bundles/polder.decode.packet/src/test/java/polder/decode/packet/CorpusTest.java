// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;
import polder.api.flow.Decoder;
import polder.api.testing.Allocation;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Decoding;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;
import polder.wire.Layer;

/**
 * Against what tshark finds in captures of others. {@code tshark-differences.tsv} beside this test says where we read otherwise, in
 * how many frames, and why; any other difference fails, and so does one that is no more.
 */
public class CorpusTest {
    /** Frames of each capture; all of them with {@code -Dhostile.frames=1000000}, and more changes of each with hostile.mutations. */
    private static final int SIZE_OF_HOSTILE_SAMPLE = Integer.getInteger("hostile.frames", 5);

    @Test
    public void outermostPacketsAreWhatTsharkSees() throws IOException {
        compare(Layer.OUTER);
    }

    @Test
    public void innermostPacketsAreWhatTsharkSees() throws IOException {
        compare(Layer.INNER);
    }

    private static void compare(Layer layer) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        Set<String> looked = new HashSet<>();
        Decoder decoder = Frames.counting(layer);
        for (Path capture : Corpus.captures("mirror", "background", "attack", "attack_synth", "malformed/frames")) {
            String name = Corpus.name(capture);
            looked.add(name);
            List<Packet> frames = CaptureFile.read(capture).frames();
            List<Map<String, String>> rows = Corpus.rows(capture, ".expected.tsv");
            boolean single = rows.size() == frames.size()
                    && !rows.isEmpty()
                    && rows.get(0).containsKey("frame");
            List<String> differences = new ArrayList<>();
            int different = single
                    ? frames(layer, decoder, rows, frames, differences)
                    : Tshark.targets(layer, Corpus.lines(capture, ".expected.tsv"), decoder, frames, differences);
            System.out.printf(
                    "%s, %s: %d frames compared %s, %d different%n",
                    name, layer, frames.size(), single ? "one by one" : "by target", different);
            differences.forEach(difference -> System.out.println("  " + difference));
            if (different > 0) {
                found.put(name, different);
            }
        }
        assertThat(found).isEqualTo(explained(layer, looked));
    }

    private static int frames(
            Layer layer,
            Decoder decoder,
            List<Map<String, String>> rows,
            List<Packet> frames,
            List<String> differences) {
        int different = 0;
        Decoding decoding = new Decoding(decoder);
        for (int i = 0; i < frames.size(); i++) {
            decoding.forget();
            decoding.add(frames.get(i));
            long rejects = decoding.rejects().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(decoding.flows().size() + rejects)
                    .as("flows and rejects of frame %d", i + 1)
                    .isEqualTo(1);
            List<String> differs = Tshark.frame(layer, decoding, rows.get(i));
            if (!differs.isEmpty()) {
                different++;
                differences.add("frame " + (i + 1) + ": " + String.join(", ", differs) + "; tshark: "
                        + rows.get(i).get("chain"));
            }
        }
        return different;
    }

    /** File, layer, number of frames (or of targets and totals) that differ, and why. */
    private static Map<String, Integer> explained(Layer layer, Set<String> files) throws IOException {
        Map<String, Integer> explained = new TreeMap<>();
        try (InputStream in = CorpusTest.class.getResourceAsStream("tshark-differences.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] cells = line.split("\t");
                if (!line.startsWith("#") && cells[1].equals(layer.name()) && files.contains(cells[0])) {
                    assertThat(cells[3]).as(line).isNotBlank();
                    explained.put(cells[0], Integer.parseInt(cells[2]));
                }
            }
        }
        return explained;
    }

    @Test
    public void noFrameDoesHarmWholeCutOrChanged() {
        for (Path capture : Corpus.captures("malformed", "mirror", "background", "tricky")) {
            List<Packet> frames = CaptureFile.read(capture).frames();
            boolean small = frames.stream().allMatch(frame -> frame.bytes().length < 4000);
            int sample = small || SIZE_OF_HOSTILE_SAMPLE > 5 ? SIZE_OF_HOSTILE_SAMPLE : 1;
            List<Packet> some = frames.subList(0, Math.min(sample, frames.size()));
            Hostile.check(Frames.counting(Layer.INNER), some, 3600);
            Hostile.check(Frames.counting(Layer.OWN), some, 3600);
        }
    }

    @Test
    public void nothingIsAllocatedForFramesOfOthers() {
        for (Path capture : Corpus.captures("mirror")) {
            List<Packet> frames = CaptureFile.read(capture).frames();
            Allocation.none(Frames.counting(Layer.INNER), frames.subList(0, Math.min(8, frames.size())));
        }
    }
}
