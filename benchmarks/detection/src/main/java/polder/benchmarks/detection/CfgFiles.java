// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The cfg files the appliance is shipped with, those of the benchmark laid over them, key by key. */
final class CfgFiles {
    private static final String CFG = ".cfg";

    private final Map<String, Map<String, Object>> files = new TreeMap<>();

    /** @param folders in order: the later say what holds */
    CfgFiles(Path... folders) throws IOException {
        for (Path folder : folders) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path file : all.toList()) {
                    read(file);
                }
            }
        }
    }

    private void read(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!name.endsWith(CFG)) {
            return;
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        String pid = name.substring(0, name.length() - CFG.length()).replaceFirst("-", "~");
        Map<String, Object> known = files.computeIfAbsent(pid, unread -> new HashMap<>(Map.of("service.pid", pid)));
        properties.forEach((key, value) -> known.put(key.toString(), value));
    }

    /** What a file says. */
    Map<String, Object> of(String pid) {
        return files.getOrDefault(pid, Map.of("service.pid", pid));
    }

    /** What each instance of a factory says. */
    List<Map<String, Object>> instances(String factory) {
        List<Map<String, Object>> all = new ArrayList<>();
        files.forEach((pid, properties) -> {
            if (pid.startsWith(factory + "~")) {
                all.add(properties);
            }
        });
        return all;
    }
}
