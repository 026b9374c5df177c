// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.osgi.annotation.versioning.ProviderType;
import polder.api.traffic.Metric;

/** Takes what a detector has found in one window. Valid during the call that passes it. */
@ProviderType
@FunctionalInterface
public interface Findings {
    /**
     * Reports a row.
     *
     * @param row of the window being inspected
     * @param metric what is too much
     * @param observed the rate that is too much
     * @param limit what it should have stayed below
     * @param reason a sentence for the operator: what was seen, what was expected, and who says so
     */
    void report(int row, Metric metric, long observed, long limit, String reason);
}
