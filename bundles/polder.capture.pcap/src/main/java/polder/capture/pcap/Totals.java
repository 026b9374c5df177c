// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.capture.pcap.FlowWriter.Format;

/** What stands below the flows of a file: sums, and what gave no flow. */
final class Totals {
    private final String decoder;
    private final DecodeOptions options;

    Totals(String decoder, DecodeOptions options) {
        this.decoder = decoder;
        this.options = options;
    }

    void print(PcapLane lane, FlowBatch flows, FlowWriter written, PrintStream to) {
        if (options.format() == Format.TABLE) {
            to.println();
        }
        String guessed = options.decoder().isEmpty() ? " (guessed)" : "";
        String things = decoder.equals(PcapSettings.FRAMES) ? "frames" : "datagrams";
        to.printf(Locale.ROOT, "decoder   %s%s%n", decoder, guessed);
        to.printf(Locale.ROOT, "read      %d packets, %d %s%n", lane.packets(), lane.added(), things);
        to.printf(
                Locale.ROOT,
                "flows     %d flows, %d packets, %d bytes%n",
                written.flows,
                written.packets,
                written.bytes);
        List<String> rejects = new ArrayList<>();
        for (Reject reason : Reject.values()) {
            if (flows.rejects(reason) > 0) {
                String name = reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                rejects.add(flows.rejects(reason) + " " + name);
            }
        }
        to.printf(Locale.ROOT, "rejected  %s%n", rejects.isEmpty() ? "none" : String.join(", ", rejects));
        if (lane.dropped() > 0) {
            to.printf(Locale.ROOT, "left out  %d IP fragments of larger datagrams%n", lane.dropped());
        }
        to.flush();
    }
}
