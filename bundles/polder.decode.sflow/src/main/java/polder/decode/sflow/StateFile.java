// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what is known of exporters while the bundle is replaced. Written when decoding stops, read once when it starts again. */
final class StateFile {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    /** Changes with the columns. */
    private static final int MAGIC = 0x504f_5331;

    private static final long NANOS = 1_000_000_000L;

    /** Older sequence numbers say how many datagrams came while nobody listened. */
    private static final long FRESH = 60 * NANOS;

    /** Who was silent for so long is no exporter any more. */
    private static final long LONG_GONE = 86_400 * NANOS;

    private final Path file;

    StateFile(Path folder) {
        file = folder.resolve("exporters.bin");
    }

    void write(Memory.Snapshot all) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            CheckedOutputStream checked =
                    new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(next)), new CRC32());
            try (DataOutputStream out = new DataOutputStream(checked)) {
                out.writeInt(MAGIC);
                out.writeInt(ExporterRows.WIDTH);
                writeRow(out, all.forgotten());
                all.forEach(row -> writeExporter(out, row));
                out.writeBoolean(false);
                out.writeLong(checked.getChecksum().getValue());
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("what is known of exporters could not be kept in {}: {}", file, e.toString());
        }
    }

    private static void writeExporter(DataOutputStream out, long[] row) {
        try {
            out.writeBoolean(true);
            writeRow(out, row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeRow(DataOutputStream out, long[] row) throws IOException {
        for (long column : row) {
            out.writeLong(column);
        }
    }

    /** What was kept; nothing when there is no such file, or it cannot be read. */
    Memory.Snapshot read() {
        if (!Files.exists(file)) {
            return new Memory.Snapshot();
        }
        CheckedInputStream checked;
        try (DataInputStream in = new DataInputStream(
                checked = new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), new CRC32()))) {
            Memory.Snapshot kept = read(in);
            long sum = checked.getChecksum().getValue();
            if (in.readLong() != sum) {
                throw new IOException("its checksum is wrong");
            }
            Files.delete(file);
            return kept;
        } catch (IOException e) {
            setAside(e);
            return new Memory.Snapshot();
        }
    }

    private static Memory.Snapshot read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readInt() != ExporterRows.WIDTH) {
            throw new IOException("not written by this version");
        }
        long now = System.currentTimeMillis() * 1_000_000;
        Memory.Snapshot kept = new Memory.Snapshot();
        long[] row = new long[ExporterRows.WIDTH];
        readRow(in, row);
        kept.addForgotten(row);
        for (int rows = 0; in.readBoolean(); rows++) {
            if (rows == ExporterRows.SIZE) {
                throw new IOException("it holds too many exporters");
            }
            readRow(in, row);
            if (now - row[RowTable.SEEN] < LONG_GONE) {
                if (now - row[RowTable.SEEN] > FRESH) {
                    row[ExporterRows.EXPECTED] = ExporterRows.UNKNOWN;
                }
                kept.addRow(row);
            }
        }
        return kept;
    }

    private static void readRow(DataInputStream in, long[] row) throws IOException {
        for (int column = 0; column < row.length; column++) {
            row[column] = in.readLong();
        }
        row[RowTable.EDITION] = 0;
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
