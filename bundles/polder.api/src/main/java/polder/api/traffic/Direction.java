// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

/** Which way a flow goes, seen from the configured networks, by longest match on both addresses. */
public enum Direction {
    /** From outside to one of ours. */
    INCOMING,
    /** From one of ours to outside. */
    OUTGOING,
    /** From one of ours to another of ours. */
    INTERNAL,
    /** Neither address is ours. */
    OTHER
}
