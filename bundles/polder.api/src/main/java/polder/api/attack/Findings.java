// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.osgi.annotation.versioning.ProviderType;

/** Takes what a detector has found in one window. Valid during the call that passes it. */
@ProviderType
@FunctionalInterface
public interface Findings {
    /**
     * Reports a rule that has fired. May be called several times for a row: rules of one target and direction are one attack, those
     * of other detectors too.
     *
     * @param row of the window being inspected
     * @param fired the rule
     */
    void report(int row, Fired fired);
}
