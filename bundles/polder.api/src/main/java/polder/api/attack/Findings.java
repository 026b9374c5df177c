// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.osgi.annotation.versioning.ProviderType;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

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

    /**
     * Reports a rule that has fired on a target that has no row: a prefix a detector has summed itself. Attacks on single hosts of a
     * prefix under attack are part of that one, unless a host has most of it.
     *
     * @param target the prefix
     * @param group whose hold, ban time, mode and actions hold for it
     * @param fired the rule
     * @param rates of the target; zero what is not known
     */
    default void report(Prefix target, HostGroup group, Fired fired, Rates rates) {
        throw new UnsupportedOperationException("findings without rows are not taken here");
    }
}
