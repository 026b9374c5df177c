// SPDX-License-Identifier: Apache-2.0
package polder.shell;

/**
 * A command was understood and could not be done; the message says why in one line.
 *
 * <p>The console recognises exceptions whose class has exactly this simple name, and shows them without a stack trace. Karaf's own
 * class of that name is left to mean a wrong call.
 */
final class CommandException extends org.apache.karaf.shell.support.CommandException {
    CommandException(String message) {
        super(message);
    }
}
