// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.wire.Address;

/**
 * Keeps counters and averages while the bundle is replaced. Written when counting stops, read when it starts again within a minute;
 * older averages say nothing about the present.
 */
final class StateFile {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final int MAGIC = 0x504f4c31;
    private static final long FRESH_MILLIS = 60_000;
    private static final int END = 0;
    private static final int HOST = 1;
    private static final int LASTING = 2;

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
                for (int row = 0; row < table.rowCount(); row++) {
                    writeHost(out, table, row);
                }
                for (Spread.Rest rest : table.spreading().rest()) {
                    writeRest(out, rest);
                }
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
            out.writeLong(address.high());
            out.writeLong(address.low());
            for (float cell : cells) {
                out.writeFloat(cell);
            }
        }
    }

    private static void writeRest(DataOutputStream out, Spread.Rest rest) throws IOException {
        out.writeByte(LASTING);
        out.writeLong(rest.high());
        out.writeLong(rest.low());
        out.writeByte(rest.column());
        out.writeLong(rest.packets());
        out.writeLong(rest.bytes());
        out.writeDouble(rest.seconds());
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
                readRows(in, table);
            }
            Files.delete(file);
            return counters;
        } catch (IOException e) {
            setAside(e);
            return new Counters(0, 0);
        }
    }

    private static void readRows(DataInputStream in, HostTable table) throws IOException {
        for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
            Address address = new Address(in.readLong(), in.readLong());
            if (kind == HOST) {
                float[] cells = new float[Columns.WIDTH];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = Math.max(0, in.readFloat());
                }
                table.restore(address, cells);
            } else {
                int column = Math.floorMod(in.readByte(), 4 * Columns.OUT);
                table.spreading()
                        .restore(new Spread.Rest(
                                address.high(),
                                address.low(),
                                column,
                                Math.max(0, in.readLong()),
                                Math.max(0, in.readLong()),
                                in.readDouble()));
            }
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
