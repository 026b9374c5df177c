// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.traffic.Metric;

/**
 * A rule that has fired in an attack: by one detector, on one metric, at one level. Immutable.
 *
 * @param detector whose rule it is
 * @param level how bad it is
 * @param metric what was too much, or null
 * @param group the host group that then applied
 * @param observed how much there was when it first fired
 * @param limit what it should then have stayed below
 * @param peak the most there was while it fired
 * @param samples how many independent samples it stood on when it first fired; {@link Long#MAX_VALUE} when every packet was seen
 * @param reason a sentence for people, of when it first fired
 * @param first when it first fired
 * @param last when it last did
 */
@ProviderType
public record Rule(
        String detector,
        Level level,
        @Nullable Metric metric,
        String group,
        long observed,
        long limit,
        long peak,
        long samples,
        String reason,
        Instant first,
        Instant last) {}
