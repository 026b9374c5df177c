// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigation.Step;

/**
 * Writes a line for every change: to the log what an operator has to know, and to the logger {@code polder.mitigation.audit} who decided
 * what.
 */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");
    private static final Logger AUDIT = LoggerFactory.getLogger("polder.mitigation.audit");

    private Audit() {}

    static void changed(Mitigation mitigation) {
        Step last = mitigation.steps().get(mitigation.steps().size() - 1);
        String words = oneLine(last.words());
        State state = last.state();
        boolean daemons =
                state == State.CONFIRMED || state == State.FAILED || last.who().equals(Desk.SPEAKER);
        if (!daemons) {
            AUDIT.info(
                    "{} {} by {}: {} (id {}, attack {})",
                    word(state),
                    mitigation.what(),
                    oneLine(last.who()),
                    words,
                    mitigation.id(),
                    mitigation.attack() == null ? "none" : mitigation.attack());
        }
        switch (state) {
            case FAILED, REFUSED -> LOG.warn("{} {}: {}", mitigation.what(), word(state), words);
            case PENDING -> LOG.warn("{}: {} {}", mitigation.what(), words, mitigation.id());
            default -> LOG.info("{} {}{}", mitigation.what(), word(state), words.isEmpty() ? "" : ": " + words);
        }
    }

    /** The switch. */
    static void decided(String what, String who, String why) {
        AUDIT.info("{} by {}{}", what, oneLine(who), why.isEmpty() ? "" : ": " + oneLine(why));
        LOG.warn("{} by {}{}", what, oneLine(who), why.isEmpty() ? "" : ": " + oneLine(why));
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
