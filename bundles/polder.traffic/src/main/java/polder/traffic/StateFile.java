// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.wire.Address;

/**
 * Keeps counters and averages while the bundle is replaced. Written when counting stops, read when it starts again within a minute;
 * older averages say nothing about the present.
 */
final class StateFile {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final int MAGIC = 0x504f4c33;
    private static final long FRESH_MILLIS = 60_000;
    private static final int END = 0;
    private static final int HOST = 1;
    private static final int CHANGE = 2;
    private static final int NO_ROW = Spread.TOTAL - 1;

    private final Path file;

    StateFile(Path folder) {
        file = folder.resolve("counters.bin");
    }

    /** What is kept besides the hosts. */
    record Counters(long flows, long refused) {}

    void write(HostTable table, Counters counters) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
                out.writeInt(MAGIC);
                out.writeLong(System.currentTimeMillis());
                out.writeLong(counters.flows);
                out.writeLong(counters.refused);
                KeptColumns.write(out);
                for (int row = 0; row < table.rowCount(); row++) {
                    writeHost(out, table, row);
                }
                writeChanges(out, table.spreading());
                out.writeByte(END);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("counters could not be kept in {}: {}", file, e.toString());
        }
    }

    private static void writeHost(DataOutputStream out, HostTable table, int row) throws IOException {
        float[] cells = table.averageCells(row);
        if (cells != null) {
            Address address = table.address(row);
            out.writeByte(HOST);
            out.writeInt(row);
            out.writeLong(address.high());
            out.writeLong(address.low());
            KeptColumns.writeAverages(out, cells);
            for (int column : Columns.PROTOCOLS) {
                out.writeLong(table.spreading().span(row, Columns.IN + column));
                out.writeLong(table.spreading().span(row, Columns.OUT + column));
            }
        }
    }

    private static void writeChanges(DataOutputStream out, Spread spread) throws IOException {
        try {
            spread.each((row, column, inMillis, first, second) -> {
                try {
                    out.writeByte(CHANGE);
                    out.writeInt(row);
                    KeptColumns.writeColumn(out, column);
                    out.writeInt(inMillis);
                    out.writeLong(first);
                    out.writeLong(second);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Fills the table when the file is fresh. The file is used once. */
    Counters read(HostTable table) {
        if (!Files.exists(file)) {
            return new Counters(0, 0);
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("not written by this version");
            }
            long age = System.currentTimeMillis() - in.readLong();
            Counters counters = new Counters(in.readLong(), in.readLong());
            if (age >= 0 && age < FRESH_MILLIS) {
                readRows(in, table, KeptColumns.read(in));
            }
            Files.delete(file);
            return counters;
        } catch (IOException e) {
            setAside(e);
            return new Counters(0, 0);
        }
    }

    private static void readRows(DataInputStream in, HostTable table, KeptColumns columns) throws IOException {
        Map<Integer, Integer> rows = new HashMap<>();
        for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
            int was = in.readInt();
            if (kind == HOST) {
                rows.put(was, readHost(in, table, columns));
            } else {
                int row = was == Spread.TOTAL ? was : rows.getOrDefault(was, NO_ROW);
                readChange(in, table.spreading(), row, columns.readColumn(in));
            }
        }
    }

    private static int readHost(DataInputStream file, HostTable table, KeptColumns columns) throws IOException {
        Address address = new Address(file.readLong(), file.readLong());
        int row = table.restore(address, columns.readAverages(file));
        for (int column : Columns.PROTOCOLS) {
            long in = file.readLong();
            long out = file.readLong();
            if (row >= 0) {
                table.spreading().resume(row, Columns.IN + column, in);
                table.spreading().resume(row, Columns.OUT + column, out);
            }
        }
        return row < 0 ? NO_ROW : row;
    }

    private static void readChange(DataInputStream file, Spread spread, int row, int column) throws IOException {
        int inMillis = file.readInt();
        long first = file.readLong();
        long second = file.readLong();
        if (row != NO_ROW && column >= 0 && !spread.restore(row, column, inMillis, first, second)) {
            throw new IOException("a change of column " + column + " in " + inMillis + " ms");
        }
    }

    private void setAside(IOException why) {
        Path aside = file.resolveSibling(file.getFileName() + ".bad");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("{} could not be read ({}) and was set aside as {}", file, why.toString(), aside.getFileName());
        } catch (IOException e) {
            LOG.warn("{} could not be read: {}", file, why.toString());
        }
    }
}
