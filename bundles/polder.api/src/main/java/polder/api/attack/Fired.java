// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.jspecify.annotations.Nullable;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;

/**
 * A rule of a detector that has fired in one window.
 *
 * @param level how bad it is
 * @param metric what is too much; its direction is that of the attack. Null for a rule on something else, such as the number of
 *     sources, of incoming traffic
 * @param observed how much there is
 * @param limit what it should have stayed below
 * @param samples how many independent samples that stands on; {@link Long#MAX_VALUE} when every packet was seen
 * @param reason a sentence for the operator: what was seen, what was expected, and who says so
 */
public record Fired(Level level, @Nullable Metric metric, long observed, long limit, long samples, String reason) {
    /** That of the metric. */
    public Direction direction() {
        Metric of = metric;
        return of == null ? Direction.INCOMING : of.direction();
    }
}
