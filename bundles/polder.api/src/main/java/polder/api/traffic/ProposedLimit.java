// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.time.Instant;
import polder.wire.Address;

/**
 * A limit for each host of a group, proposed from what was learned.
 *
 * @param group whose hosts
 * @param metric what is limited
 * @param limit packets, bits or flows a second
 * @param usual what the group's busiest host had less of in 99.9 % of all seconds, those left out not counted
 * @param highest the most any host had in a second that was not left out
 * @param busiest who had that
 * @param at when
 * @param since when the learning began
 * @param hours how many hours were learned from
 * @param hoursLeftOut how many of these had so much more than usual that nothing above was taken from them
 * @param hosts how many hosts of the group are learned
 */
public record ProposedLimit(
        String group,
        Metric metric,
        long limit,
        long usual,
        long highest,
        Address busiest,
        Instant at,
        Instant since,
        int hours,
        int hoursLeftOut,
        int hosts) {}
