// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import polder.api.traffic.Direction;
import polder.wire.Prefix;

/**
 * Somebody was told.
 *
 * @param since nanoseconds since 1970
 * @param reason in words
 */
record Alarm(Prefix target, Direction direction, long since, String reason) {}
