// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigation.Step;

/** A mitigation as a line on disk; each of its steps is a line within a field. */
final class EntryLine {
    private EntryLine() {}

    static String of(Entry entry) {
        Mitigation now = entry.now();
        Fields fields = new Fields()
                .put("id", now.id())
                .put("attack", now.attack())
                .put("rung", now.rung())
                .put("policy", now.policy())
                .put("state", now.state())
                .put("since", now.since())
                .put("announced", now.announced())
                .put("expires", now.expires())
                .put("ended", now.ended())
                .put("coverage", now.coverage())
                .put("collateral", now.collateral())
                .put("words", now.words())
                .put("ttl", entry.ttl)
                .put("approved", entry.approved)
                .put("barred", entry.barred)
                .put("route", entry.byRoute);
        AnnouncementLine.put(fields, now.what());
        int number = 0;
        for (Step step : now.steps()) {
            fields.put("step." + number++, of(step));
        }
        return fields.toString();
    }

    private static String of(Step step) {
        return new Fields()
                .put("at", step.at())
                .put("state", step.state())
                .put("who", step.who())
                .put("words", step.words())
                .toString();
    }

    /** @throws IllegalArgumentException (or another exception of parsing) when the line is no mitigation */
    static Entry parse(String line) {
        Fields fields = Fields.parse(line);
        String attack = fields.find("attack");
        Mitigation now = new Mitigation(
                UUID.fromString(fields.get("id")),
                attack == null ? null : UUID.fromString(attack),
                AnnouncementLine.get(fields),
                Integer.parseInt(fields.get("rung")),
                fields.get("policy"),
                State.valueOf(fields.get("state")),
                Instant.parse(fields.get("since")),
                instant(fields.find("announced")),
                instant(fields.find("expires")),
                instant(fields.find("ended")),
                Double.parseDouble(fields.get("coverage")),
                Double.parseDouble(fields.get("collateral")),
                fields.get("words"),
                steps(fields));
        Entry entry = new Entry(now, Duration.parse(fields.get("ttl")));
        entry.approved = fields.flag("approved");
        entry.barred = fields.flag("barred");
        entry.byRoute = fields.flag("route");
        return entry;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static List<Step> steps(Fields fields) {
        List<Step> steps = new ArrayList<>();
        for (String line = fields.find("step.0"); line != null; line = fields.find("step." + steps.size())) {
            Fields step = Fields.parse(line);
            steps.add(new Step(
                    Instant.parse(step.get("at")),
                    State.valueOf(step.get("state")),
                    step.get("who"),
                    step.get("words")));
        }
        return steps;
    }
}
