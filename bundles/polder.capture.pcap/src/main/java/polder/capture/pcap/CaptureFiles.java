// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.pcap4j.core.PacketReader;
import org.pcap4j.core.PcapNativeException;
import polder.wire.Frame;

/** Finds and opens capture files, and says in an operator's words why one cannot be opened. */
final class CaptureFiles {
    private static final int DLT_RAW = 12;
    private static final int LINKTYPE_RAW = 101;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private CaptureFiles() {}

    /**
     * The files a path names: itself or, when its last part is a glob, those that match, by name.
     *
     * @throws IOException when there is none
     */
    static List<Path> list(String text) throws IOException {
        Path path = path(text);
        Path name = path.getFileName();
        if (Files.exists(path) || name == null || !isGlob(name.toString())) {
            return List.of(path);
        }
        Path folder = path.toAbsolutePath().getParent();
        List<Path> found = new ArrayList<>();
        if (folder != null && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, name.toString())) {
                all.forEach(found::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        if (found.isEmpty()) {
            throw new IOException(text + ": no file matches");
        }
        Collections.sort(found);
        return found;
    }

    private static Path path(String text) throws IOException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IOException(text + ": is no path: " + e.getReason(), e);
        }
    }

    private static boolean isGlob(String name) {
        return name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /**
     * Opens a file.
     *
     * @param filter as tcpdump takes it, or empty
     * @param library the libpcap to use, or empty
     * @throws IOException with a message for the operator
     */
    static PacketReader open(Path path, String filter, String library) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException(path + ": no such file");
        }
        if (Files.isDirectory(path)) {
            throw new IOException(path + ": is a folder");
        }
        if (!Files.isReadable(path)) {
            throw new IOException(path + ": may not be read by this user");
        }
        load(library);
        PacketReader file = open(path);
        try {
            refuseUnknownLinkType(path.toString(), file);
            if (!filter.isEmpty()) {
                file.filter(filter);
            }
            return file;
        } catch (PcapNativeException e) {
            file.close();
            throw new IOException(path + ": filter '" + filter + "' is not accepted: " + e.getMessage(), e);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static PacketReader open(Path path) throws IOException {
        try {
            return PacketReader.open(path);
        } catch (PcapNativeException e) {
            throw new IOException(path + ": is not a capture file: " + e.getMessage(), e);
        }
    }

    /**
     * Sees to it that libpcap is there.
     *
     * @param library the one wanted, or empty
     */
    static void load(String library) throws IOException {
        try {
            PacketReader.use(library);
        } catch (PcapNativeException e) {
            throw new IOException(e.getMessage(), e);
        } catch (UnsatisfiedLinkError e) {
            String detail = String.valueOf(e.getMessage())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .replaceFirst(":$", "");
            throw new IOException(
                    library.isEmpty()
                            ? "libpcap is missing, install it: apt-get install libpcap0.8 (" + detail + ")"
                            : "library = " + library + " cannot be loaded (" + detail
                                    + "); write the path of a libpcap, or leave it out for the system's",
                    e);
        }
    }

    /** Refuses what {@link Frame} does not read. */
    static void refuseUnknownLinkType(String name, PacketReader file) throws IOException {
        int type = linkType(file);
        if (new Frame().read(NOTHING, type, 0, 0, 0) == Frame.Result.UNSUPPORTED) {
            throw new IOException(
                    "%s: link type %s (%d) is not supported; Ethernet, Linux cooked, raw IP and loopback are"
                            .formatted(name, PacketReader.linkTypeName(type), type));
        }
    }

    /** The link type as files number it: libpcap's own numbers differ for raw IP, from system to system. */
    static int linkType(PacketReader file) {
        int type = file.linkType();
        return type == DLT_RAW ? LINKTYPE_RAW : type;
    }
}
