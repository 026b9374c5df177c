// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Flows handed on to another program. Counters run since it was configured as it is now.
 *
 * @param name its configuration, such as {@code polder.notify.kafka.flows-edge}
 * @param to where they go, for people
 * @param taken flows taken from lanes
 * @param sent of these, how many the other program has
 * @param lost of these, how many it did not take
 * @param dropped flows not taken, as they came faster than they were sent
 * @param failure why flows are lost just now, or empty
 */
@ProviderType
public record FlowExport(String name, String to, long taken, long sent, long lost, long dropped, String failure) {}
