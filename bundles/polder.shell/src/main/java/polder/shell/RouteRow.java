// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import polder.api.attack.Outbox;
import polder.api.traffic.WindowRoutes;

/**
 * A route of either kind, of attacks or of the traffic, and how it does.
 *
 * @param from what it takes, such as {@code polder:attacks}
 * @param waiting events it has still to take; nothing of the traffic waits
 * @param lost what it had no time or no room for
 */
record RouteRow(
        String name, String from, boolean present, long waiting, long taken, long failed, long lost, String failure) {
    static List<RouteRow> all(Appliance appliance) {
        List<RouteRow> rows = new ArrayList<>();
        appliance.find(Outbox.class).ifPresent(outbox -> outbox.routes()
                .forEach(route -> rows.add(new RouteRow(
                        route.name(),
                        "polder:attacks",
                        route.present(),
                        route.waiting(),
                        route.taken(),
                        route.failed(),
                        route.dropped(),
                        route.failure()))));
        appliance.find(WindowRoutes.class).ifPresent(windows -> windows.routes()
                .forEach(route -> rows.add(new RouteRow(
                        route.name(),
                        route.from(),
                        route.present(),
                        0,
                        route.taken(),
                        route.failed(),
                        route.lost(),
                        route.failure()))));
        rows.sort(Comparator.comparing(RouteRow::name));
        return rows;
    }

    private String state() {
        return !present ? "away" : failure.isEmpty() ? "well" : "failing";
    }

    static Columns<RouteRow> columns() {
        return new Columns<RouteRow>("There is no route.")
                .text("route", "Route", RouteRow::name)
                .text("from", "From", RouteRow::from)
                .text("state", "State", RouteRow::state)
                .number("waiting", "Waiting", RouteRow::waiting)
                .number("taken", "Taken", RouteRow::taken)
                .number("failed", "Failed tries", RouteRow::failed)
                .number("lost", "Lost", RouteRow::lost)
                .wrapped("failure", "Last failure", RouteRow::failure)
                .less("taken", "from");
    }
}
