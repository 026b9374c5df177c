// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.evidence.AttackEvidence;
import polder.api.notify.Digest;

/** What templates of mails may use beside what those of every notifier may. */
final class MailFields {
    private MailFields() {}

    /** @param evidence what was seen of it so far, or null */
    static Map<String, Object> of(AttackEvent event, Phase step, Kind kind, @Nullable AttackEvidence evidence) {
        Map<String, Object> fields = new HashMap<>();
        Facts facts = new Facts(event, step, evidence);
        fields.put("target", event.attack().target().toString());
        fields.put("headline", headline(event.attack(), step, kind));
        fields.put("fastnetmon_summary", FastNetMonMail.summary(event.attack(), step));
        fields.put("fastnetmon_flows", evidence == null ? "" : FastNetMonMail.flows(evidence));
        fields.put("fastnetmon_packets", evidence == null ? "" : FastNetMonMail.packets(evidence));
        fields.put("facts", facts.facts());
        fields.put("facts_text", facts.text());
        fields.put("bars", facts.bars());
        fields.put("tables", facts.tables());
        fields.put("details", kind == Kind.DETAILS);
        return fields;
    }

    static Map<String, Object> of(Digest digest) {
        return Map.of("headline", digest.summary());
    }

    /** FastNetMon's subject where it had one: where the target is acted on. */
    private static String headline(Attack attack, Phase step, Kind kind) {
        boolean host = attack.target().isHost();
        String who = (host ? "IP " : "Network ") + attack.target();
        if (attack.isManual()) {
            return who + (step == Phase.ENDED ? " unblocked by hand" : " blocked by hand");
        }
        boolean acted = attack.acting() || attack.actedSince() != null && step == Phase.ENDED;
        String attacked =
                FastNetMonMail.direction(attack) + " attack with power " + FastNetMonMail.power(attack) + " pps";
        return switch (step) {
            case WARNED -> who + " near its limit: " + attack.reason().replaceAll("\\s+", " ");
            case PASSED -> who + " no longer near its limit";
            case STARTED -> who + (acted ? " blocked because " : " not blocked: ") + attacked;
            case ONGOING -> who
                    + (acted ? " still blocked because " : " not blocked: ")
                    + attacked
                    + (kind == Kind.DETAILS ? "" : " goes on");
            case ENDED -> who + (acted ? " unblocked because " : ": ") + attacked + " is over";
        };
    }

    /** What stands for a table in a template. */
    static Map<String, Object> row(String name, String value, int percent) {
        return Map.of("name", name, "value", value, "percent", percent, "rest", 100 - percent);
    }

    static Map<String, Object> table(String title, List<Map<String, Object>> rows) {
        return Map.of("title", title, "rows", rows);
    }
}
