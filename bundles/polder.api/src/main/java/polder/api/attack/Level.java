// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

/** How bad something is. In order: what comes later is worse. */
public enum Level {
    /** Somebody should look; no attack yet. */
    WARN,
    /** An attack. */
    ALERT,
    /** A heavy attack. */
    CRITICAL
}
