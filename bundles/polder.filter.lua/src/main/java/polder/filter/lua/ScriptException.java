// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

/** A script that cannot be used. Its message says why, for an operator. */
final class ScriptException extends Exception {
    private static final long serialVersionUID = 1L;

    ScriptException(String message) {
        super(message, null, false, false);
    }
}
