// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

/** Ends a script that takes too long. An error and no exception, so that the script's own {@code pcall} does not catch it. */
final class CutOff extends Error {
    private static final long serialVersionUID = 1L;

    CutOff(String message) {
        super(message, null, false, false);
    }
}
