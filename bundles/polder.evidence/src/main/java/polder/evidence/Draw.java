// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/**
 * Draws one of every so many rows, each at random among them: exporters send in patterns, and every sixteenth row might always be of the
 * same kind. Used by one lane.
 */
final class Draw {
    private final int[] drawn;
    private int random = 0x9e3779b9;

    /** @param most rows of a batch that can be drawn */
    Draw(int most) {
        drawn = new int[most];
    }

    /**
     * Draws from a batch: any of its rows with the same likelihood.
     *
     * @param oneOf of so many rows one, a power of two
     * @return how many were drawn
     */
    int from(int size, int oneOf) {
        int count = 0;
        int row = below(oneOf);
        int next = oneOf;
        while (row < size && count < drawn.length) {
            drawn[count++] = row;
            row = next + below(oneOf);
            next += oneOf;
        }
        return count;
    }

    /** Which row of the batch was drawn. */
    int row(int which) {
        return drawn[which];
    }

    private int below(int powerOfTwo) {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return (random >>> 8) & (powerOfTwo - 1);
    }
}
