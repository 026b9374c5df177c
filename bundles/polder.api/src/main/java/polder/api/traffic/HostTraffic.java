// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * A host as it stands.
 *
 * @param address the host
 * @param network the configured network that holds it; the host itself where none is configured
 * @param group whose limits apply
 * @param rates over the sliding second
 * @param averages the moving averages
 * @param error relative error of the incoming packet rate at 95 %, zero when every packet was seen
 */
@ProviderType
public record HostTraffic(
        Address address, Prefix network, HostGroup group, Rates rates, Rates averages, double error) {}
