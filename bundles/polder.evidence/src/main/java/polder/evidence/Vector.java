// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/**
 * A kind of traffic attacks are made of. It says what packets are, not that they are an attack: the answers a resolver asked for
 * look the same as those it did not.
 *
 * @param name short, lower case, words joined by hyphens; unique
 * @param title for people
 */
record Vector(String name, String title) {
    /** What no row of the table matches, and what is left of an attack when its vectors are named. */
    static final Vector OTHER = new Vector("other", "Anything else");
}
