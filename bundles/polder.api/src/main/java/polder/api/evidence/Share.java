// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

/**
 * A part of the traffic of an attack.
 *
 * @param name what it is
 * @param packets estimated
 * @param bytes estimated
 * @param ofPackets of all packets of the attack, from 0 to 1
 * @param ofBytes of all its bytes, from 0 to 1
 */
public record Share(String name, long packets, long bytes, double ofPackets, double ofBytes) {}
