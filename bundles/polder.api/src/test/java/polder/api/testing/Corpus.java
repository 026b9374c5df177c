// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Captures of others with the values independent tools find in them; kept beside the repository and not part of it. */
public final class Corpus {
    private Corpus() {}

    /** The capture files of these folders, sorted; none, with a line that says so, when there is no corpus. */
    public static List<Path> captures(String... folders) {
        String repository = System.getProperty("polder.root", "../..");
        Path corpus = Path.of(repository, "../shared/corpus");
        if (!Files.isDirectory(corpus)) {
            System.out.println(
                    "no corpus of captures at " + corpus.toAbsolutePath().normalize() + ": nothing compared");
            return List.of();
        }
        List<Path> captures = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(corpus.resolve(folder))) {
                files.filter(file -> file.toString().matches(".*\\.pcap(ng)?"))
                        .sorted()
                        .forEach(captures::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return captures;
    }

    /** The name of a capture without its ending. */
    public static String name(Path capture) {
        return capture.getFileName().toString().replaceFirst("\\.pcap(ng)?$", "");
    }

    /** The rows of the table beside a capture, by column; lines with # are left out. */
    public static List<Map<String, String>> rows(Path capture, String ending) {
        List<Map<String, String>> rows = new ArrayList<>();
        String[] columns = {};
        for (String line : lines(capture, ending)) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            if (columns.length == 0) {
                columns = cells;
                continue;
            }
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.length && i < columns.length; i++) {
                row.put(columns[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** All lines of the table beside a capture; none when there is no such table. */
    public static List<String> lines(Path capture, String ending) {
        Path table = capture.resolveSibling(name(capture) + ending);
        try {
            return Files.exists(table) ? Files.readAllLines(table) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
