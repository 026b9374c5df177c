// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import org.apache.karaf.shell.support.CommandException;

/** Makes the exception that says a command was called wrongly; see {@link polder.shell.CommandException} for the other kind. */
final class WrongCall {
    private WrongCall() {}

    /** A number from 1 on. Options of a number type would say no more than that they cannot be converted. */
    static int number(String option, String text, int most) throws CommandException {
        if (!text.matches("[1-9]\\d{0,8}") || Integer.parseInt(text) > most) {
            throw of(option, text, "a number from 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    static CommandException of(String option, Object value, String accepted) {
        return new CommandException(option + " " + value + " is not accepted; give " + accepted);
    }
}
