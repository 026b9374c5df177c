// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for routes people have written into a folder, and tells of every file that is new, has changed or is gone. */
final class RouteFolder {
    /** Takes what has been found. */
    interface Reader {
        void changed(RouteText text);

        void gone(String file);
    }

    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    /** A file written to a moment ago may be half there. */
    private static final Duration SETTLED = Duration.ofMillis(300);

    private final Map<String, Object> stamps = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Reader reader;

    RouteFolder(Reader reader) {
        this.reader = reader;
    }

    /** Looks once. Files are read in the order of their names. */
    void look(Path folder) {
        Map<String, Path> files;
        try {
            files = list(folder);
        } catch (IOException e) {
            LOG.error("{}: routes cannot be read: {}", folder, RouteFault.reason(e));
            return;
        }
        Set<String> gone = new HashSet<>(texts.keySet());
        gone.removeAll(files.keySet());
        for (String file : gone) {
            texts.remove(file);
            stamps.remove(file);
            reader.gone(file);
        }
        files.forEach(this::look);
    }

    private void look(String name, Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Object stamp = Map.entry(now.lastModifiedTime(), now.size());
            Instant settled = Instant.now().minus(SETTLED);
            if (stamp.equals(stamps.get(name))
                    || now.lastModifiedTime().toInstant().isAfter(settled)) {
                return;
            }
            String text = Files.readString(file);
            stamps.put(name, stamp);
            if (!text.equals(texts.put(name, text))) {
                reader.changed(new RouteText(name, text));
            }
        } catch (IOException e) {
            if (stamps.put(name, "unreadable") == null) {
                LOG.error("{}: cannot be read: {}", file, RouteFault.reason(e));
            }
        }
    }

    private static Map<String, Path> list(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.{xml,yaml}")) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && Files.isRegularFile(file)) {
                    files.put(name, file);
                }
            }
        }
        return files;
    }
}
