// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Debian's carbon-cache, with files of a point a second, and what they hold. */
public final class Carbon implements AutoCloseable {
    public static final String PROGRAM = "/usr/bin/carbon-cache";

    public final int port;
    private final Path folder;
    private Program program;

    public Carbon(Path folder) throws IOException {
        this.folder = folder;
        List<Integer> ports = Program.freePorts(3);
        port = ports.get(0);
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/storage-schemas.conf"), "[all]\npattern = .*\nretentions = 1s:5m\n");
        Files.writeString(
                folder.resolve("conf/carbon.conf"),
                """
                [cache]
                STORAGE_DIR = FOLDER
                CONF_DIR = FOLDER/conf
                LOG_DIR = FOLDER
                PID_DIR = FOLDER
                LOCAL_DATA_DIR = FOLDER/whisper
                USER =
                MAX_CACHE_SIZE = inf
                MAX_UPDATES_PER_SECOND = inf
                MAX_CREATES_PER_MINUTE = inf
                LINE_RECEIVER_INTERFACE = 127.0.0.1
                LINE_RECEIVER_PORT = %d
                PICKLE_RECEIVER_INTERFACE = 127.0.0.1
                PICKLE_RECEIVER_PORT = %d
                CACHE_QUERY_INTERFACE = 127.0.0.1
                CACHE_QUERY_PORT = %d
                ENABLE_LOGROTATION = False
                """
                        .formatted(port, ports.get(1), ports.get(2))
                        .replace("FOLDER", folder.toString()));
        start();
    }

    public void start() throws IOException {
        program = new Program(
                        folder,
                        PROGRAM,
                        "--config=" + folder.resolve("conf/carbon.conf"),
                        "--pidfile=" + folder.resolve("carbon.pid"),
                        "--debug",
                        "start")
                .awaitPort(port, Duration.ofSeconds(60));
    }

    public long pid() {
        return program.pid();
    }

    /** Names of all metrics it has a file of, with what the files have of a second. */
    public Map<String, Double> at(long second) throws IOException {
        Path root = folder.resolve("whisper");
        Map<String, Double> found = new TreeMap<>();
        if (Files.isDirectory(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".wsp")).toList()) {
                    String name = root.relativize(file).toString().replace('/', '.');
                    Double value = value(file, second);
                    if (value != null && !name.startsWith("carbon.")) {
                        found.put(name.substring(0, name.length() - ".wsp".length()), value);
                    }
                }
            }
        }
        return found;
    }

    /** A file has a header of 16 bytes, one archive (offset, seconds a point, points), and points (second, value). */
    private static @Nullable Double value(Path file, long second) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        if (bytes.capacity() < 28) {
            return null;
        }
        int offset = bytes.getInt(16);
        int points = bytes.getInt(24);
        for (int i = 0; i < points && offset + 12 * i + 12 <= bytes.capacity(); i++) {
            if (bytes.getInt(offset + 12 * i) == second) {
                return bytes.getDouble(offset + 12 * i + 4);
            }
        }
        return null;
    }

    public void stop() {
        program.close();
    }

    @Override
    public void close() {
        stop();
    }
}
