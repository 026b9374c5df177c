// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

/** A request that was not taken. Its message says what the server said, holds no secret, and needs no stack trace. */
public final class HttpFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean last;

    HttpFailure(String message, boolean last) {
        super(message, null, false, false);
        this.last = last;
    }

    /** Whether no further try will mend it. */
    public boolean isFinal() {
        return last;
    }
}
