// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.util.Arrays;
import java.util.Iterator;
import polder.capture.pcap.FlowWriter.Format;
import polder.wire.Layer;

/**
 * What {@code polder decode} was asked for.
 *
 * @param decoder its name, or empty to have it guessed
 * @param filter as tcpdump takes it, or empty
 * @param count which IP packet of a frame is printed
 */
record DecodeOptions(String file, Format format, String decoder, String filter, Layer count, boolean help) {
    static final String HELP =
            """
            usage: polder decode FILE [--tsv | --json] [--decoder NAME] [--filter EXPRESSION] [--inner]
            Prints every flow that a pcap or pcapng file holds, unscaled; then what was rejected, and totals.
              --tsv                tab separated with a header; totals go to standard error
              --json               a JSON object a line; totals go to standard error
              --decoder NAME       netflow, sflow, packet or any other installed; guessed from the file if not given
              --filter EXPRESSION  only packets that match, as tcpdump takes it: 'host 192.0.2.1 and udp port 2055'
              --inner              of frames in tunnels the innermost packet; else the outermost
            """;

    /** Arguments that make no sense. */
    static final class Wrong extends Exception {
        Wrong(String message) {
            super(message);
        }
    }

    static DecodeOptions parse(String... args) throws Wrong {
        String file = "";
        Format format = Format.TABLE;
        String decoder = "";
        String filter = "";
        Layer count = Layer.OUTER;
        Iterator<String> rest = Arrays.asList(args).iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            switch (arg) {
                case "-h", "--help" -> {
                    return new DecodeOptions("", format, "", "", count, true);
                }
                case "--tsv" -> format = Format.TSV;
                case "--json" -> format = Format.JSON;
                case "--decoder" -> decoder = value(arg, rest);
                case "--filter" -> filter = value(arg, rest);
                case "--inner" -> count = Layer.INNER;
                default -> {
                    if (arg.startsWith("-")) {
                        throw new Wrong("no option " + arg);
                    }
                    if (!file.isEmpty()) {
                        throw new Wrong("one file, not two: " + file + " and " + arg);
                    }
                    file = arg;
                }
            }
        }
        if (file.isEmpty()) {
            throw new Wrong("no file given");
        }
        return new DecodeOptions(file, format, decoder, filter, count, false);
    }

    private static String value(String option, Iterator<String> rest) throws Wrong {
        if (!rest.hasNext()) {
            throw new Wrong(option + " needs a value");
        }
        return rest.next();
    }
}
