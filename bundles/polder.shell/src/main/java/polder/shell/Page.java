// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.List;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonObjectBuilder;
import org.jspecify.annotations.Nullable;

/** Facts about one thing, and tables that belong to it: a block of lines for people, an object in JSON. */
final class Page {
    private record Fact(String key, String label, @Nullable Object raw, String shown) {}

    private record Table<T>(String key, Columns<T> columns, List<T> rows) {
        void print(Output output) {
            output.out().println();
            columns.table(rows, output);
        }
    }

    private final List<Fact> facts = new ArrayList<>();
    private final List<Table<?>> tables = new ArrayList<>();

    Page fact(String key, String label, @Nullable Object value) {
        return fact(key, label, value, Text.of(value));
    }

    Page fact(String key, String label, @Nullable Object raw, String shown) {
        facts.add(new Fact(key, label, raw, shown));
        return this;
    }

    /** A value for JSON only. */
    Page hidden(String key, @Nullable Object value) {
        return fact(key, "", value, "");
    }

    /** Everything a list has of a row, for JSON only. */
    <T> Page hidden(Columns<T> columns, T row) {
        columns.json(List.of(row)).getJsonObject(0).forEach(this::hidden);
        return this;
    }

    <T> Page table(String key, Columns<T> columns, List<T> rows) {
        tables.add(new Table<>(key, columns, rows));
        return this;
    }

    /** A table left out for people when it has no rows. */
    <T> Page some(String key, Columns<T> columns, List<T> rows) {
        return rows.isEmpty() ? this : table(key, columns, rows);
    }

    JsonObject json() {
        JsonObjectBuilder object = Json.createObjectBuilder();
        facts.forEach(fact -> object.add(fact.key(), Values.json(fact.raw())));
        tables.forEach(table -> addTable(object, table));
        return object.build();
    }

    private static <T> void addTable(JsonObjectBuilder object, Table<T> table) {
        object.add(table.key(), table.columns().json(table.rows()));
    }

    void print(Output output) {
        int width = facts.stream().mapToInt(fact -> fact.label().length()).max().orElse(0);
        for (Fact fact : facts) {
            if (!fact.label().isEmpty()) {
                output.out()
                        .println(fact.label()
                                + " ".repeat(width - fact.label().length() + 2)
                                + Text.printable(fact.shown()));
            }
        }
        tables.forEach(table -> table.print(output));
    }
}
