// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static polder.attack.AttackLine.escape;
import static polder.attack.AttackLine.field;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Maintenance.Window;
import polder.api.attack.Step;
import polder.wire.Prefix;

/** The lines of the journal that are no attacks, in the same form. */
final class WrittenLine {
    static final String LISTENERS = "listeners\t";
    static final String VETOES = "vetoes\t";
    /** All of them are written anew when one changes: a line that says so, and a line each. */
    static final String NO_MAINTENANCE = "no-maintenance\t";

    static final String MAINTENANCE = "maintenance\t";
    static final String WAITING = "waiting\t";
    static final String STEP = "step\t";
    private static final String ALL = "all";

    private WrittenLine() {}

    static List<String> of(Written written) {
        List<String> lines = new ArrayList<>();
        lines.add(LISTENERS + "names=" + escape(String.join(",", written.listeners())));
        lines.add(VETOES + "names=" + escape(String.join(",", written.vetoes())));
        lines.add(NO_MAINTENANCE + "follows=" + written.maintenance().size());
        written.maintenance().forEach(window -> lines.add(of(window)));
        return lines;
    }

    private static String of(Window window) {
        return MAINTENANCE + "network=" + (window.network() == null ? ALL : window.network()) + "\tfrom="
                + window.from() + "\tuntil=" + window.until() + "\treason=" + escape(window.reason());
    }

    /** What is known after this line; the same when the line is about something else. */
    static Written after(Written known, String line) {
        Map<String, String> fields = AttackLine.fields(line);
        if (line.startsWith(LISTENERS)) {
            return known.withListeners(field(fields, "names"));
        }
        if (line.startsWith(VETOES)) {
            return known.withVetoes(field(fields, "names"));
        }
        if (line.startsWith(NO_MAINTENANCE)) {
            return known.withMaintenance(List.of());
        }
        String network = field(fields, "network");
        List<Window> windows = new ArrayList<>(known.maintenance());
        windows.add(new Window(
                network.equals(ALL) ? null : Prefix.parse(network),
                Instant.parse(field(fields, "from")),
                Instant.parse(field(fields, "until")),
                field(fields, "reason")));
        return known.withMaintenance(windows);
    }

    static String waiting(String listener, AttackEvent event) {
        return WAITING + "listener=" + escape(listener) + "\tphase=" + event.phase() + "\taction=" + event.action()
                + "\tat=" + event.at() + "\t" + AttackLine.of(event.attack());
    }

    static AttackEvent event(String line, Map<String, String> fields) {
        Phase phase = Phase.valueOf(field(fields, "phase"));
        Instant at = Instant.parse(field(fields, "at"));
        AttackEvent event = new AttackEvent(phase, AttackLine.parse(line), at);
        String action = fields.get("action"); // the first version had none
        return action == null ? event : new AttackEvent(phase, Action.valueOf(action), event.attack(), at);
    }

    static String of(UUID attack, Step step) {
        return STEP + "id=" + attack + "\tat=" + step.at() + "\twho=" + escape(step.who()) + "\tphase=" + step.phase()
                + "\taction=" + step.action() + "\tfailed=" + step.failed() + "\twords=" + escape(step.words());
    }

    static Step step(Map<String, String> fields) {
        return new Step(
                Instant.parse(field(fields, "at")),
                field(fields, "who"),
                Phase.valueOf(field(fields, "phase")),
                Action.valueOf(field(fields, "action")),
                Boolean.parseBoolean(field(fields, "failed")),
                field(fields, "words"));
    }
}
