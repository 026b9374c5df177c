// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Outbox.Dead;
import polder.api.attack.Outbox.Route;
import polder.api.config.Quantity;

/** Routes and events given up as lists show them. */
final class OutboxRows {
    private OutboxRows() {}

    static Columns<Route> routes() {
        return new Columns<Route>("No route notifies anybody.")
                .text("route", "Route", Route::name)
                .text("present", "State", Route::present, OutboxRows::state)
                .number("waiting", "Waiting", Route::waiting)
                .text("oldest", "Oldest", Route::oldest, route -> ago(route.oldest()))
                .number("tries", "Tries", Route::tries)
                .text("next", "Next try", Route::next, route -> in(route.next()))
                .number("taken", "Taken", Route::taken)
                .number("failed", "Failed tries", Route::failed)
                .number("dropped", "Dropped", Route::dropped)
                .hidden("overtaken", Route::overtaken)
                .wrapped("failure", "Last failure", Route::failure)
                .less("dropped", "taken", "failed");
    }

    private static String state(Route route) {
        return !route.present() ? "away" : route.failure().isEmpty() ? "well" : "failing";
    }

    private static String ago(@Nullable Instant then) {
        return then == null ? "-" : Text.ago(then);
    }

    private static String in(@Nullable Instant then) {
        if (then == null) {
            return "-";
        }
        Duration left = Duration.between(Instant.now(), then).truncatedTo(ChronoUnit.SECONDS);
        return left.isNegative() || left.isZero() ? "now" : "in " + Quantity.human(left);
    }

    static Columns<Dead> dead() {
        return new Columns<Dead>("No event was given up.")
                .text("id", "Id", Dead::id)
                .text("route", "Route", Dead::route)
                .text("target", "Target", dead -> dead.event().attack().target())
                .text("phase", "Phase", dead -> dead.event().phase())
                .text("action", "Action", dead -> dead.event().action())
                .text("at", "Happened", dead -> dead.event().at())
                .text("died", "Given up", Dead::died)
                .number("tries", "Tries", Dead::tries)
                .hidden("attack", dead -> dead.event().attack().id())
                .hidden("since", Dead::since)
                .wrapped("failure", "Last failure", Dead::failure)
                .less("action", "died");
    }
}
