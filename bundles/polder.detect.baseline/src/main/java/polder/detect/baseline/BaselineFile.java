// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.wire.Prefix;

/** What was learned, on disk: packed, with a sum that tells damage. The hour that is being learned is not in it. */
final class BaselineFile {
    private static final Logger LOG = LoggerFactory.getLogger("polder.detect.baseline");
    private static final int MAGIC = 0x504f4c42;
    private static final int VERSION = 1;
    private static final int END = 0;
    private static final int HOST = 1;
    private static final int GROUP = 2;
    private static final int NETWORK = 3;
    /** Hosts that are written while the learning waits. */
    private static final int AT_ONCE = 256;

    private final Path file;

    BaselineFile(Path folder) {
        file = folder.resolve("baselines.bin");
    }

    /** Writes without holding the learning up for more than a moment at a time. */
    void write(Learning learning, Object lock) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        CRC32 sum = new CRC32();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            OutputStream packed =
                    new DeflaterOutputStream(new BufferedOutputStream(Files.newOutputStream(next)), deflater);
            try (DataOutputStream out = new DataOutputStream(new CheckedOutputStream(packed, sum))) {
                out.writeInt(MAGIC);
                out.writeInt(VERSION);
                writeAll(out, learning, lock);
                out.writeByte(END);
                out.writeLong(sum.getValue());
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("what was learned could not be kept in {}: {}", file, e.toString());
        } finally {
            deflater.end();
        }
    }

    private static void writeAll(DataOutputStream out, Learning learning, Object lock) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream part = new DataOutputStream(bytes);
        synchronized (lock) {
            for (Kept one : learning.kept()) {
                writeKept(part, one, learning.curves);
            }
        }
        boolean isMore = true;
        for (int row = 0; isMore; ) {
            bytes.writeTo(out);
            bytes.reset();
            synchronized (lock) {
                int to = Math.min(row + AT_ONCE, learning.hosts.size());
                for (; row < to; row++) {
                    writeHost(part, learning.hosts, row, learning.curves);
                }
                isMore = row < learning.hosts.size();
            }
        }
        bytes.writeTo(out);
    }

    private static void writeHost(DataOutputStream out, Hosts hosts, int row, Curves curves) throws IOException {
        out.writeByte(HOST);
        out.writeLong(hosts.high(row));
        out.writeLong(hosts.low(row));
        out.writeInt(hosts.since(row));
        out.writeInt(hosts.seen(row));
        out.writeInt(hosts.group(row));
        for (int i = 0; i < Learned.COUNT; i++) {
            writeCurve(out, curves, hosts.curve(row, i));
        }
    }

    private static void writeKept(DataOutputStream out, Kept one, Curves curves) throws IOException {
        out.writeByte(one.key instanceof Prefix ? NETWORK : GROUP);
        out.writeUTF(one.key.toString());
        out.writeInt(one.number);
        out.writeInt(one.since);
        out.writeInt(one.seen);
        for (int i = 0; i < Learned.COUNT; i++) {
            writeCurve(out, curves, one.curves[i]);
            Busiest busiest = one.busiest[i];
            writeCurve(out, curves, busiest == null ? 0 : busiest.curve + 1);
            if (busiest != null) {
                writeBusiest(out, busiest);
            }
        }
    }

    private static void writeBusiest(DataOutputStream out, Busiest busiest) throws IOException {
        for (int seconds : busiest.all) {
            out.writeInt(seconds);
        }
        out.writeInt(busiest.leftOut);
        out.writeLong(busiest.highest);
        out.writeLong(busiest.high);
        out.writeLong(busiest.low);
        out.writeLong(busiest.at);
    }

    private static void writeCurve(DataOutputStream out, Curves curves, int curve) throws IOException {
        out.writeBoolean(curve > 0);
        if (curve > 0) {
            out.writeByte(curves.least(curve - 1));
            out.writeShort(curves.age(curve - 1));
            for (int slot = 0; slot < Week.HOURS; slot++) {
                out.writeByte(curves.hour(curve - 1, slot));
            }
        }
    }

    /** What was kept; all of it or, when it cannot be read, nothing. */
    Learning read(Supplier<Learning> fresh) {
        Learning learning = fresh.get();
        if (!Files.exists(file)) {
            return learning;
        }
        CRC32 sum = new CRC32();
        try (InputStream packed =
                        new BufferedInputStream(new InflaterInputStream(Files.newInputStream(file)), 1 << 16);
                DataInputStream in = new DataInputStream(new CheckedInputStream(packed, sum))) {
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IOException("not written by this version");
            }
            for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
                readOne(in, kind, learning);
            }
            if (sum.getValue() != in.readLong()) {
                throw new IOException("its sum is wrong");
            }
            return learning;
        } catch (IOException | IllegalArgumentException e) {
            setAside(e);
            return fresh.get();
        }
    }

    private static void readOne(DataInputStream in, int kind, Learning learning) throws IOException {
        switch (kind) {
            case HOST -> readHost(in, learning);
            case GROUP -> readKept(in, in.readUTF(), learning);
            case NETWORK -> readKept(in, Prefix.parse(in.readUTF()), learning);
            default -> throw new IOException("kind " + kind);
        }
    }

    private static void readHost(DataInputStream in, Learning learning) throws IOException {
        int row = learning.hosts.add(in.readLong(), in.readLong(), in.readInt());
        int seen = in.readInt();
        int group = in.readInt();
        if (row != Hosts.NONE) {
            learning.hosts.seen(row, seen);
            learning.hosts.group(row, group);
        }
        for (int i = 0; i < Learned.COUNT; i++) {
            int curve = readCurve(in, learning.curves, row != Hosts.NONE, false);
            if (row != Hosts.NONE) {
                learning.hosts.curve(row, i, curve);
            }
        }
    }

    private static void readKept(DataInputStream in, Object key, Learning learning) throws IOException {
        Kept one = learning.restore(key, in.readInt(), in.readInt(), in.readInt());
        for (int i = 0; i < Learned.COUNT; i++) {
            int own = readCurve(in, learning.curves, one != null, false);
            int curve = readCurve(in, learning.curves, one != null, true);
            Busiest busiest = curve == 0 ? null : readBusiest(in, curve - 1);
            if (one != null) {
                one.curves[i] = own;
                one.busiest[i] = curve > 0 ? busiest : null;
            }
        }
    }

    private static @Nullable Busiest readBusiest(DataInputStream in, int curve) throws IOException {
        Busiest busiest = new Busiest(curve);
        for (int step = 0; step < Scale.STEPS; step++) {
            busiest.all[step] = in.readInt();
            if (busiest.all[step] < 0) {
                throw new IOException("a number of seconds below zero");
            }
        }
        busiest.leftOut = in.readInt();
        busiest.highest = in.readLong();
        busiest.high = in.readLong();
        busiest.low = in.readLong();
        busiest.at = in.readLong();
        return busiest;
    }

    /** A curve and 1; 0 when there was none, {@link Learning#REFUSED} when there is no room for it. */
    private static int readCurve(DataInputStream in, Curves curves, boolean isWanted, boolean isOfHours)
            throws IOException {
        if (!in.readBoolean()) {
            return 0;
        }
        int least = in.readUnsignedByte();
        int curve = !isWanted ? Curves.NONE : isOfHours ? curves.addOfHours(least) : curves.add(least);
        int age = in.readUnsignedShort();
        for (int slot = 0; slot < Week.HOURS; slot++) {
            int step = in.readUnsignedByte();
            if (curve != Curves.NONE) {
                curves.hour(curve, slot, step);
            }
        }
        if (curve == Curves.NONE) {
            return Learning.REFUSED;
        }
        curves.age(curve, age);
        return curve + 1;
    }

    private void setAside(Exception why) {
        Path aside = file.resolveSibling(file.getFileName() + ".bad");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("{} could not be read ({}) and was set aside as {}", file, why.toString(), aside.getFileName());
        } catch (IOException e) {
            LOG.warn("{} could not be read: {}", file, why.toString());
        }
    }
}
