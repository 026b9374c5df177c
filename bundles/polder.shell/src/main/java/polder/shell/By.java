// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import org.apache.karaf.shell.api.console.Session;
import polder.api.attack.Attack;
import polder.api.attack.Attacks;

/** What an operator does by hand, and under whose name. */
final class By {
    private By() {}

    /** {@code by admin: customer asked}. */
    static String whom(Session session, String reason) {
        Object user = session.get("USER");
        return "by " + (user == null ? "an operator" : user) + (reason.isBlank() ? "" : ": " + reason.strip());
    }

    static Attack release(Attacks attacks, Attack attack, String reason) throws CommandException {
        return attacks.release(attack.id(), reason)
                .orElseThrow(() -> new CommandException("attack " + attack.id() + " has ended by itself meanwhile"));
    }
}
