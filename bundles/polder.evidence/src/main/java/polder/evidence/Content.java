// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;

/** Looks at the first bytes of a payload: a bounded number of them, by absolute index, whatever they hold. */
@FunctionalInterface
interface Content {
    /** What it found. */
    enum Answer {
        YES,
        NO,
        /** As far as the bytes go nothing speaks against it; with more there could be an answer. */
        TOO_SHORT
    }

    /**
     * Looks.
     *
     * @param at where the payload starts
     * @param length how many bytes of it are there
     */
    Answer check(ByteBuffer in, int at, int length);
}
