// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

/**
 * The most a host may have of a metric.
 *
 * @param perSecond packets, bits or flows a second
 * @param origin the group whose configuration says so: the host's own, or the one it inherits from
 */
public record Limit(long perSecond, String origin) {}
