// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import polder.api.flow.Decoder;
import polder.wire.Address;

/**
 * Compares what a decoder makes of a capture file with what it made of it before: {@code src/test/golden/<oddity>.pcap} and
 * {@code <oddity>.flows}. With {@code -Dgolden=write} both are written anew, so that a change is seen in the diff.
 */
public final class Golden {
    private static final boolean WRITE = "write".equals(System.getProperty("golden"));
    private static final Path FOLDER = Path.of("src/test/golden");
    private static final Address NOBODY = new Address(0, 0);
    private static final String COLUMNS =
            "src dst proto sport dport packets bytes sampling_rate tcp_flags start end exporter";

    private Golden() {}

    /** Decodes the payloads of the datagrams a test built, from the file where they are kept. */
    public static void datagrams(Decoder decoder, String oddity, List<Packet> built) {
        check(decoder, oddity, built, CaptureFile::datagrams);
    }

    /** Decodes the frames a test built, from the file where they are kept. */
    public static void frames(Decoder decoder, String oddity, List<Packet> built) {
        check(decoder, oddity, built, CaptureFile::frames);
    }

    private static void check(
            Decoder decoder, String oddity, List<Packet> built, Function<CaptureFile, List<Packet>> packets) {
        try {
            Path capture = FOLDER.resolve(oddity + ".pcap");
            byte[] wanted = PcapWriter.write(built);
            if (WRITE) {
                Files.createDirectories(FOLDER);
                Files.write(capture, wanted);
            }
            assertThat(Files.readAllBytes(capture))
                    .as("%s is what the test builds", capture)
                    .isEqualTo(wanted);
            String found = text(Decoding.of(decoder, packets.apply(CaptureFile.read(capture))));
            Path expected = FOLDER.resolve(oddity + ".flows");
            if (WRITE) {
                Files.writeString(expected, found);
            }
            assertThat(found).as("%s", expected).isEqualTo(Files.readString(expected, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line for each flow in aligned columns, then one for each reason of rejects. */
    public static String text(Decoding decoding) {
        List<String[]> lines = new ArrayList<>();
        lines.add(COLUMNS.split(" "));
        decoding.flows().forEach(flow -> lines.add(line(flow)));
        int[] widths = new int[lines.get(0).length];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < line.length; i++) {
                padded.append(line[i]).append(" ".repeat(widths[i] - line[i].length() + 2));
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        decoding.rejects().forEach((reason, count) -> text.append("# ")
                .append(reason)
                .append(' ')
                .append(count)
                .append('\n'));
        return text.toString();
    }

    private static String[] line(Decoding.Flow flow) {
        return new String[] {
            flow.source().toString(),
            flow.target().toString(),
            String.valueOf(flow.protocol()),
            String.valueOf(flow.sourcePort()),
            String.valueOf(flow.targetPort()),
            String.valueOf(flow.packets()),
            String.valueOf(flow.bytes()),
            String.valueOf(flow.samplingRate()),
            String.format("0x%02x", flow.tcpFlags()),
            time(flow.startNanos()),
            time(flow.endNanos()),
            (flow.exporter().equals(NOBODY) ? "-" : flow.exporter().toString())
                    + (flow.fragment() ? " fragment" : "")
                    + (flow.dropped() ? " dropped" : "")
        };
    }

    private static String time(long nanos) {
        return Instant.ofEpochSecond(0, nanos).toString();
    }
}
