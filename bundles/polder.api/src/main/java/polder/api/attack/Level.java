// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

/** How bad it is, from the least. */
public enum Level {
    /** Worth to be told, and nothing more: nobody acts on it. */
    WARN,
    /** An attack. */
    ALERT,
    /** An attack that is more than an alert. */
    CRITICAL
}
