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
        return "by " + user(session) + (reason.isBlank() ? "" : ": " + reason.strip());
    }

    /** The name of whoever is logged in. */
    static String user(Session session) {
        Object user = session.get("USER");
        return user == null ? "an operator" : user.toString();
    }

    static Attack release(Attacks attacks, Attack attack, String reason) throws CommandException {
        return attacks.release(attack.id(), reason)
                .orElseThrow(() -> new CommandException("attack " + attack.id() + " has ended by itself meanwhile"));
    }
}
