// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Prefix;

/**
 * A network as it stands: a configured one, or one proposed from what was seen.
 *
 * @param network the prefix
 * @param origin where it comes from: {@code cfg}, {@code local} or {@code seen}
 * @param hosts hosts with traffic at the moment
 * @param rates their rates over the sliding second, summed
 */
@ProviderType
public record NetworkTraffic(Prefix network, String origin, int hosts, Rates rates) {}
