// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

/** Tells the lanes of each beat. One thread beats, every lane looks. */
final class Pulse {
    private volatile long stripes;
    private volatile long beats;

    /**
     * Has the lanes hand over.
     *
     * @param more stripes of quiet hosts that have come due
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void beat(long more) {
        stripes += more;
        beats++;
    }

    /** Beats so far. Read first: the stripes read after it are those of this beat, or of a later one. */
    long beats() {
        return beats;
    }

    /** Stripes that have come due so far; {@link LaneTable#STRIPES} of them are a round. */
    long stripes() {
        return stripes;
    }
}
