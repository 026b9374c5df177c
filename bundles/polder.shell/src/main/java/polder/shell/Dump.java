// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.shell.Glance.Seen;
import polder.wire.Address;
import polder.wire.Layers;

/** Flows just seen, as a list shows them. */
final class Dump {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private Dump() {}

    static Columns<Seen> columns() {
        return new Columns<Seen>("No flow came.")
                .text("time", "Time", Dump::time, seen -> TIME.format(time(seen).atZone(ZoneId.systemDefault())))
                .text("lane", "Lane", Seen::lane)
                .text("source", "Source", Seen::source, seen -> end(seen.source(), seen.sourcePort()))
                .text("target", "Target", Seen::target, seen -> end(seen.target(), seen.targetPort()))
                .text("protocol", "Protocol", Seen::protocol, Dump::protocol)
                .hidden("source_port", Seen::sourcePort)
                .hidden("target_port", Seen::targetPort)
                .hidden("tcp_flags", Seen::tcpFlags)
                .hidden("fragment", Seen::isFragment)
                .number("packets", "Packets", Seen::packets)
                .number("bytes", "Bytes", Seen::volume)
                .number("sampling_rate", "Sampling", Seen::samplingRate)
                .hidden("first", Seen::isFirst)
                .hidden("exporter", seen -> seen.isFrame() ? null : seen.exporter())
                .hidden("frame_length", seen -> seen.isFrame() ? seen.wireLength() : null)
                .wrapped("layers", "Layers, with the one that counts in brackets", Dump::texts, Dump::shown)
                .hidden("counted_layer", Dump::counted)
                .less("packets", "sampling_rate", "lane", "time");
    }

    private static Instant time(Seen seen) {
        return Instant.ofEpochSecond(0, seen.epochNanos());
    }

    private static String end(Address address, int port) {
        if (port == 0) {
            return address.toString();
        }
        return (address.isV4() ? address.toString() : "[" + address + "]") + ":" + port;
    }

    private static String protocol(Seen seen) {
        String flags = Layers.tcpFlags(seen.tcpFlags());
        return Layers.protocol(seen.protocol())
                + (flags.isEmpty() ? "" : " " + flags)
                + (seen.isFragment() ? ", fragment" : "");
    }

    private static List<Layers.Header> headers(Seen seen) {
        return seen.isFrame()
                ? Layers.of(seen.bytes(), seen.linkType(), seen.captured(), seen.wireLength())
                : List.of();
    }

    private static List<String> texts(Seen seen) {
        return headers(seen).stream().map(Layers.Header::text).toList();
    }

    /** The layer the flow was counted by, from 0, or null when it was told by an exporter. */
    private static @Nullable Integer counted(Seen seen) {
        List<Layers.Header> headers = headers(seen);
        for (int i = 0; i < headers.size(); i++) {
            Layers.Header header = headers.get(i);
            if (seen.source().equals(header.source())
                    && seen.target().equals(header.target())
                    && seen.volume() == header.length()) {
                return i;
            }
        }
        return null;
    }

    private static String shown(Seen seen) {
        if (!seen.isFrame()) {
            return "told by " + seen.exporter();
        }
        List<String> texts = new ArrayList<>(texts(seen));
        Integer counted = counted(seen);
        if (counted != null) {
            texts.set(counted, "[" + texts.get(counted) + "]");
        }
        return String.join(", ", texts);
    }
}
