// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.osgi.annotation.versioning.ProviderType;

/** Takes what a detector has found in one window. Valid during the call that passes it. */
@ProviderType
@FunctionalInterface
public interface Findings {
    /**
     * Reports a rule that holds for a row. A detector may report several of a row; the first one is what an attack is named after.
     *
     * @param row of the window being inspected
     * @param fired what is too much
     */
    void report(int row, Fired fired);
}
