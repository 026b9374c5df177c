// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import polder.wire.Prefix;

/** A file with a prefix or an address a line; what follows a # is a comment. */
final class PrefixFile {
    /** What a mistake in the path, such as a device or a log, may take at most. */
    private static final long LONGEST = 16 << 20;

    static final int MOST = 200_000;

    private PrefixFile() {}

    /** A relative path lies in the appliance's folder. */
    static Path path(String text) {
        return Path.of(System.getProperty("karaf.base", "")).resolve(text);
    }

    /** @throws IllegalArgumentException names the line, or says why the file cannot be read */
    static List<Prefix> read(Path file) {
        List<Prefix> prefixes = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            int comment = line.indexOf('#');
            String text = (comment < 0 ? line : line.substring(0, comment)).trim();
            if (text.isEmpty()) {
                continue;
            }
            try {
                prefixes.add(Prefix.parse(text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        if (prefixes.size() > MOST) {
            throw new IllegalArgumentException("it has " + prefixes.size() + " prefixes; " + MOST + " are the most");
        }
        return prefixes;
    }

    private static List<String> lines(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException("there is no such file");
            }
            if (Files.size(file) > LONGEST) {
                throw new IllegalArgumentException("it is longer than " + (LONGEST >> 20) + " MiB");
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read: " + e, e);
        }
    }
}
