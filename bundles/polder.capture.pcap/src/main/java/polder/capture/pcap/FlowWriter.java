// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import polder.api.flow.FlowBatch;
import polder.wire.Address;

/** Writes flows as text, batch by batch; keeps nothing but sums. */
final class FlowWriter {
    static final Charset TEXT = StandardCharsets.US_ASCII;

    /** How flows are written. */
    enum Format {
        /** For people: columns one below the other; a column grows when something longer comes. */
        TABLE,
        /** Tab separated, with a header. */
        TSV,
        /** A JSON object a line. */
        JSON
    }

    private static final List<String> COLUMNS = List.of(
            "src",
            "dst",
            "proto",
            "sport",
            "dport",
            "packets",
            "bytes",
            "sampling_rate",
            "tcp_flags",
            "start",
            "end",
            "exporter");
    private static final List<Boolean> TEXTS =
            List.of(true, true, false, false, false, false, false, false, false, true, true, true);
    private static final int PROTO = 2;
    private static final int FLAGS = 8;
    private static final int EXPORTER = 11;

    private final OutputStream out;
    private final Format format;
    private final int[] widths = {15, 15, 5, 5, 5, 7, 9, 13, 9, 24, 24, 8};
    private final StringBuilder line = new StringBuilder();
    private boolean headed;
    long flows;
    long packets;
    long bytes;

    FlowWriter(OutputStream out, Format format) {
        this.out = out;
        this.format = format;
    }

    /** Writes the rows of a batch. */
    void write(FlowBatch batch) {
        List<List<String>> rows = new ArrayList<>(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            rows.add(format == Format.TABLE ? forPeople(batch, row) : forPrograms(batch, row));
            flows++;
            packets += batch.packets(row);
            bytes += batch.bytes(row);
        }
        widen(rows);
        head();
        rows.forEach(this::put);
    }

    /** Writes what a file without flows has to hold too. */
    void end() {
        head();
    }

    private List<String> forPeople(FlowBatch batch, int row) {
        List<String> cells = forPrograms(batch, row);
        cells.set(PROTO, protocol(batch.protocol(row)));
        cells.set(FLAGS, flags(batch.tcpFlags(row)));
        if (cells.get(EXPORTER).isEmpty()) {
            cells.set(EXPORTER, "-");
        }
        return cells;
    }

    private List<String> forPrograms(FlowBatch batch, int row) {
        List<String> cells = new ArrayList<>(COLUMNS.size());
        cells.add(address(batch.sourceHigh(row), batch.sourceLow(row)));
        cells.add(address(batch.targetHigh(row), batch.targetLow(row)));
        cells.add(Integer.toString(batch.protocol(row)));
        cells.add(Integer.toString(batch.sourcePort(row)));
        cells.add(Integer.toString(batch.targetPort(row)));
        cells.add(Long.toString(batch.packets(row)));
        cells.add(Long.toString(batch.bytes(row)));
        cells.add(Integer.toString(batch.samplingRate(row)));
        cells.add(Integer.toString(batch.tcpFlags(row)));
        cells.add(UtcTime.format(batch.startNanos(row)));
        cells.add(UtcTime.format(batch.endNanos(row)));
        int packet = batch.packet(row);
        long high = batch.source().senderHigh(packet);
        long low = batch.source().senderLow(packet);
        cells.add(high == 0 && low == 0 ? "" : address(high, low));
        if (format == Format.TSV) {
            int flags = batch.tcpFlags(row);
            cells.set(FLAGS, (flags < 0x10 ? "0x0" : "0x") + Integer.toHexString(flags));
        }
        return cells;
    }

    private static String address(long high, long low) {
        return new Address(high, low).toString();
    }

    private static String protocol(int number) {
        return switch (number) {
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 47 -> "gre";
            case 50 -> "esp";
            case 58 -> "icmp6";
            default -> Integer.toString(number);
        };
    }

    /** CWR, ECE, URG, ACK, PSH, RST, SYN, FIN; a dot for each that is not set. */
    private static String flags(int bits) {
        StringBuilder text = new StringBuilder("CEUAPRSF");
        for (int i = 0; i < 8; i++) {
            if ((bits & (0x80 >> i)) == 0) {
                text.setCharAt(i, '.');
            }
        }
        return text.toString();
    }

    private void widen(List<List<String>> rows) {
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
    }

    private void head() {
        if (!headed && format != Format.JSON) {
            put(COLUMNS);
        }
        headed = true;
    }

    private void put(List<String> cells) {
        line.setLength(0);
        switch (format) {
            case TABLE -> aligned(cells);
            case TSV -> line.append(String.join("\t", cells));
            case JSON -> json(cells);
        }
        line.append('\n');
        try {
            out.write(line.toString().getBytes(TEXT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void aligned(List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String gap = " ".repeat(widths[i] - cell.length());
            boolean left = TEXTS.get(i) || i == PROTO;
            line.append(left ? "" : gap).append(cell);
            if (i < widths.length - 1) {
                line.append(left ? gap : "").append("  ");
            }
        }
    }

    private void json(List<String> cells) {
        char before = '{';
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            line.append(before).append('"').append(COLUMNS.get(i)).append("\":");
            if (!TEXTS.get(i)) {
                line.append(cell);
            } else if (cell.isEmpty()) {
                line.append("null");
            } else {
                line.append('"').append(cell).append('"');
            }
            before = ',';
        }
        line.append('}');
    }
}
