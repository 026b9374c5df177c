// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Reads the table of vectors: a row a line, fields separated by blanks, {@code -} for anything, the title last. */
final class VectorTable {
    private static final String RESOURCE = "vectors.table";
    private static final int FIELDS = 9;

    private final List<VectorRule> rules = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int number;

    private VectorTable() {}

    /** The rows that come with the product. */
    static List<VectorRule> builtIn() {
        try (InputStream in = VectorTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + RESOURCE);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException naming the line and what is wrong with it */
    static List<VectorRule> parse(List<String> lines) {
        VectorTable table = new VectorTable();
        for (String line : lines) {
            table.number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                table.row(line);
            }
        }
        return List.copyOf(table.rules);
    }

    private void row(String line) {
        String[] fields = line.trim().split("\\s+", FIELDS);
        if (fields.length < FIELDS) {
            throw new IllegalArgumentException("line " + number + ": " + fields.length
                    + " fields where there have to be " + FIELDS
                    + ": name, protocol, source, target, flags, fragment, length, content, title");
        }
        String name = read(fields[0], "name", VectorFields::name, "");
        VectorRule rule = new VectorRule(
                new Vector(name, fields[8]),
                read(fields[1], "protocol", VectorFields::protocol, VectorRule.ANY_PROTOCOL),
                read(fields[2], "source", text -> Ranges.parse(text, VectorFields.MOST_PORT), Ranges.ANY),
                read(fields[3], "target", text -> Ranges.parse(text, VectorFields.MOST_PORT), Ranges.ANY),
                read(fields[4], "flags", Flags::parse, Flags.ANY),
                read(fields[5], "fragment", VectorFields::fragments, Fragments.ANY),
                read(fields[6], "length", text -> Ranges.parse(text, VectorFields.MOST_LENGTH), Ranges.ANY),
                read(fields[7], "content", Demand::parse, Demand.NOTHING));
        String contradiction = VectorFields.contradiction(rule);
        if (!contradiction.isEmpty() || !names.add(name)) {
            String reason = contradiction.isEmpty() ? "there is a row of this name already" : contradiction;
            throw new IllegalArgumentException("line " + number + ": " + name + ": " + reason);
        }
        rules.add(rule);
    }

    private <T> T read(String text, String field, Function<String, T> reader, T any) {
        if (text.equals("-") && !field.equals("name")) {
            return any;
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "line " + number + ": " + field + " " + text + " is not accepted: " + e.getMessage(), e);
        }
    }
}
