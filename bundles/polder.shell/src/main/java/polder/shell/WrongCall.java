// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import org.apache.karaf.shell.support.CommandException;

/** Makes the exception that says a command was called wrongly; see {@link polder.shell.CommandException} for the other kind. */
final class WrongCall {
    private WrongCall() {}

    static CommandException of(String option, Object value, String accepted) {
        return new CommandException(option + " " + value + " is not accepted; give " + accepted);
    }
}
