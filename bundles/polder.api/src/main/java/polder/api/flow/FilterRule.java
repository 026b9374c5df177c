// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One thing a filter goes by: a rule, a list of prefixes, a function of a script. Counters run since the filter was configured, and
 * are kept when its configuration changes.
 *
 * @param filter the bundle, such as {@code polder.filter.whitelist}
 * @param file the cfg it comes from, such as {@code etc/polder.filter.whitelist-backup.cfg}
 * @param name its key there, or what else it is known by
 * @param says what it matches or runs, for people
 * @param asked flows it was asked about; 0 where that is not counted
 * @param flows flows it has left out
 * @param packets packets it has left out, scaled by sampling
 * @param bytes bytes it has left out, scaled by sampling
 * @param nanos what it has taken of the lanes' time; 0 where that is not measured
 * @param faults how often it failed
 * @param problem why it is not asked any more, or its last failure; empty when all is well
 */
@ProviderType
public record FilterRule(
        String filter,
        String file,
        String name,
        String says,
        long asked,
        long flows,
        long packets,
        long bytes,
        long nanos,
        long faults,
        String problem) {}
