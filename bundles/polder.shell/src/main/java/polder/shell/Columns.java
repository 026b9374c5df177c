// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import javax.json.Json;
import javax.json.JsonArray;
import javax.json.JsonArrayBuilder;
import javax.json.JsonObjectBuilder;
import org.apache.karaf.shell.support.table.Col;
import org.apache.karaf.shell.support.table.ShellTable;
import polder.api.config.Quantity;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/** The columns of a list, said once: each has a key for JSON, where its value is raw, and a header for people, where it is readable. */
final class Columns<T> {
    private static final int NARROWEST = 30;

    private record Column<T>(String key, String header, boolean right, Function<T, ?> raw, Function<T, String> shown) {}

    private final List<Column<T>> columns = new ArrayList<>();
    private final Set<String> less = new HashSet<>();
    private final Set<String> wrapped = new HashSet<>();
    private final String whenEmpty;

    /** @param whenEmpty what people read when there are no rows */
    Columns(String whenEmpty) {
        this.whenEmpty = whenEmpty;
    }

    Columns<T> text(String key, String header, Function<T, ?> value) {
        return add(new Column<>(key, header, false, value, row -> Text.of(value.apply(row))));
    }

    /** A long text, broken into lines of the room the other columns leave. */
    Columns<T> wrapped(String key, String header, Function<T, ?> value) {
        return wrapped(key, header, value, row -> Text.of(value.apply(row)));
    }

    /** The same with words of its own. */
    Columns<T> wrapped(String key, String header, Function<T, ?> raw, Function<T, String> shown) {
        wrapped.add(key);
        return text(key, header, raw, shown);
    }

    /** A value shown to people in words of its own. */
    Columns<T> text(String key, String header, Function<T, ?> raw, Function<T, String> shown) {
        return add(new Column<>(key, header, false, raw, shown));
    }

    Columns<T> number(String key, String header, ToLongFunction<T> value) {
        return add(new Column<>(key, header, true, value::applyAsLong, row -> Quantity.human(value.applyAsLong(row))));
    }

    /** A number of something each second. */
    Columns<T> rate(String key, String header, String unit, ToLongFunction<T> value) {
        return add(new Column<>(
                key, header, true, value::applyAsLong, row -> Quantity.human(value.applyAsLong(row), unit)));
    }

    /** Packets, bits and flows in both directions. */
    Columns<T> rates(Function<T, Rates> rates) {
        for (Direction direction : List.of(Direction.INCOMING, Direction.OUTGOING)) {
            for (Unit unit : Unit.values()) {
                Metric metric = Metric.of(direction, TrafficClass.TOTAL, unit);
                String header = (direction == Direction.INCOMING ? "In " : "Out ") + Text.of(unit);
                rate(Values.key(metric.key()), header, unit.perSecond(), row -> rates.apply(row)
                        .get(metric));
            }
        }
        return this;
    }

    Columns<T> right(String key, String header, Function<T, ?> raw, Function<T, String> shown) {
        return add(new Column<>(key, header, true, raw, shown));
    }

    /** A value for JSON only. */
    Columns<T> hidden(String key, Function<T, ?> value) {
        return add(new Column<>(key, "", false, value, row -> ""));
    }

    /** Says which columns a narrow screen can do without. */
    Columns<T> less(String... keys) {
        less.addAll(List.of(keys));
        return this;
    }

    private Columns<T> add(Column<T> column) {
        columns.add(column);
        return this;
    }

    JsonArray json(List<T> rows) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (T row : rows) {
            JsonObjectBuilder object = Json.createObjectBuilder();
            columns.forEach(
                    column -> object.add(column.key(), Values.json(column.raw().apply(row))));
            array.add(object);
        }
        return array.build();
    }

    /** The table; where it is wider than the reader's screen, the columns that matter less are left out, the last one first. */
    void table(List<T> rows, Output output) {
        if (rows.isEmpty()) {
            output.out().println(whenEmpty);
            return;
        }
        List<Shown> visible = new ArrayList<>();
        for (Column<T> column : columns) {
            if (!column.header().isEmpty()) {
                visible.add(new Shown(
                        column.header(),
                        column.right(),
                        less.contains(column.key()),
                        wrapped.contains(column.key()),
                        cells(column, rows)));
            }
        }
        boolean dropped = true;
        while (output.width() > 0 && width(visible) > output.width() && dropped) {
            dropped = dropOne(visible);
        }
        if (output.width() > 0) {
            int room = output.width() - width(visible);
            visible.replaceAll(column -> column.wrapped() ? column.lines(column.width() + Math.max(0, room)) : column);
        }
        ShellTable table = new ShellTable();
        for (Shown column : visible) {
            Col col = table.column(column.header());
            if (column.right()) {
                col.alignRight();
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            int row = i;
            table.addRow()
                    .addContent(visible.stream()
                            .map(column -> column.cells().get(row))
                            .toArray());
        }
        table.print(output.out(), output.charset(), true);
    }

    private record Shown(String header, boolean right, boolean less, boolean wrapped, List<String> cells) {
        /** What it needs at least. */
        int width() {
            int widest = Math.max(
                    header.length(),
                    cells.stream().mapToInt(String::length).max().orElse(0));
            return wrapped ? Math.min(NARROWEST, widest) : widest;
        }

        Shown lines(int width) {
            return new Shown(
                    header,
                    right,
                    less,
                    false,
                    cells.stream().map(cell -> Text.lines(cell, width)).toList());
        }
    }

    private static <T> List<String> cells(Column<T> column, List<T> rows) {
        return rows.stream()
                .map(row -> Text.printable(column.shown().apply(row)))
                .toList();
    }

    private static int width(List<Shown> visible) {
        return visible.stream().mapToInt(Shown::width).sum() + 3 * (visible.size() - 1);
    }

    private static boolean dropOne(List<Shown> visible) {
        for (int i = visible.size() - 1; i >= 0; i--) {
            if (visible.get(i).less()) {
                visible.remove(i);
                return true;
            }
        }
        return false;
    }
}
