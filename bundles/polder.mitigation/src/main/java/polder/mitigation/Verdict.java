// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

/**
 * How a route stands with all the speakers together.
 *
 * @param state what they say
 * @param settled whether one has told its daemon, and none is still about to
 * @param words of those it depends on
 */
record Verdict(State state, boolean settled, String words) {
    static final Verdict NONE = new Verdict(State.NOBODY, false, "");

    /** In order: what comes later is better. */
    enum State {
        /** No speaker takes it. */
        NOBODY,
        /** Every one that takes it has failed. */
        FAILED,
        WAITING,
        SENT,
        CONFIRMED
    }
}
