// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/**
 * A frame of a capture file, as tshark reads it.
 *
 * @param at seconds since 1970
 * @param targets of its IP headers, the outermost first of each version
 * @param length on the wire
 */
record CapturedFrame(double at, List<String> targets, int length) {
    /** All frames of a file, which tshark has to read to its end. */
    static List<CapturedFrame> of(Path file) throws Exception {
        String line = "tshark -r " + file + " -T fields -e frame.time_epoch -e frame.len -e ip.dst -e ipv6.dst 2>&1";
        Installation.Result read = Installation.command(Path.of("."), "sh", "-c", line);
        assertThat(read.code()).as(read.output()).isZero();
        return read.output()
                .lines()
                .map(text -> text.split("\t", -1))
                .filter(words -> words.length == 4)
                .map(CapturedFrame::of)
                .toList();
    }

    private static CapturedFrame of(String... words) {
        List<String> targets = List.of((words[2] + "," + words[3]).split(","));
        return new CapturedFrame(Double.parseDouble(words[0]), targets, Integer.parseInt(words[1]));
    }
}
