// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.jspecify.annotations.Nullable;
import polder.api.traffic.Metric;

/**
 * A rule that holds for a row of a window. Immutable, safe to keep.
 *
 * @param level how bad it is
 * @param metric what is too much, or null where no single one is
 * @param observed the rate that is too much
 * @param limit what it should have stayed below
 * @param samples how many independent samples the rate stands on; {@link Long#MAX_VALUE} when every packet was seen
 * @param reason a sentence for the operator: what was seen, what was expected, and who says so
 */
public record Fired(Level level, @Nullable Metric metric, long observed, long limit, long samples, String reason) {}
