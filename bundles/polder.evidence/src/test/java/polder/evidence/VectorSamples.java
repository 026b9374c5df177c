// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The samples of {@code vectors.samples}.
 *
 * @param line as it stands there
 * @param vector what it is to be named
 */
record VectorSamples(String line, String vector, Certainty certainty, byte[] payload) {
    static List<VectorSamples> all() {
        try (InputStream in = Objects.requireNonNull(VectorSamples.class.getResourceAsStream("vectors.samples"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(VectorSamples::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VectorSamples of(String line) {
        String[] fields = line.split("\\s+", 9);
        return new VectorSamples(line, fields[0], Certainty.valueOf(fields[7]), bytes(fields[8].trim()));
    }

    private static byte[] bytes(String text) {
        if (text.startsWith(Pattern.HEX)) {
            return HexFormat.of().parseHex(text.substring(Pattern.HEX.length()));
        }
        return text.equals("-")
                ? new byte[0]
                : text.substring(Pattern.TEXT.length()).replace("\\s", " ").getBytes(StandardCharsets.ISO_8859_1);
    }

    VectorSample fill(VectorSample sample) {
        return fill(sample, ByteBuffer.wrap(payload), 0, payload.length);
    }

    /** With other bytes than its own. */
    VectorSample fill(VectorSample sample, ByteBuffer in, int offset, int length) {
        String[] fields = line.split("\\s+", 9);
        sample.of(
                VectorFields.protocol(fields[1]),
                Flags.parse(fields[4]).value(),
                fields[5].equals("yes"),
                Integer.parseInt(fields[6]));
        int source = fields[2].equals("-") ? VectorSample.UNKNOWN : Integer.parseInt(fields[2]);
        sample.ports(sample.isIcmp() ? 0 : source, Integer.parseInt(fields[3]));
        return sample.icmpType(sample.isIcmp() ? source : VectorSample.UNKNOWN).payload(in, offset, length);
    }
}
