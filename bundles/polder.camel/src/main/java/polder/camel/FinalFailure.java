// SPDX-License-Identifier: Apache-2.0
package polder.camel;

/** A failure of which the route says that no further try will mend it. The cause says what it is. */
final class FinalFailure extends Exception {
    private static final long serialVersionUID = 1;

    FinalFailure(Throwable cause) {
        super(cause);
    }
}
