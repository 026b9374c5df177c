// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

/** What a row of a window counts. */
public enum Scope {
    /** One address. */
    HOST,
    /** A configured network. */
    PREFIX,
    /** All hosts of a group. */
    GROUP,
    /** Everything. */
    TOTAL
}
