// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import java.io.IOException;

/** A program has ended by itself, and says that it did not succeed. */
final class ExitCode extends IOException {
    private static final long serialVersionUID = 1;

    ExitCode(String message) {
        super(message);
    }
}
