// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Maintenance.Window;
import polder.wire.Prefix;

/** Times of maintenance as lists show them, and how an operator names one. */
final class MaintenanceRows {
    /** All networks, of which there is no prefix. */
    static final String ALL = "all";

    private MaintenanceRows() {}

    static Columns<Window> columns() {
        return new Columns<Window>("No maintenance.")
                .text("network", "Network", window -> window.network() == null ? ALL : window.network())
                .text("from", "From", Window::from)
                .text("until", "Until", Window::until)
                .wrapped("reason", "Reason", Window::reason);
    }

    /** Whether a text can be meant as a network. */
    static boolean isNetwork(String text) {
        return text.equalsIgnoreCase(ALL) || text.contains("/") || text.contains(":") || text.contains(".");
    }

    /** A network an operator gave; null for all. */
    static @Nullable Prefix network(String text) throws CommandException {
        try {
            return text.equalsIgnoreCase(ALL) ? null : Prefix.parse(text);
        } catch (IllegalArgumentException e) {
            throw WrongCall.of("network", text, "a network such as 192.0.2.0/24 or 2001:db8::/32, an address, or all");
        }
    }
}
