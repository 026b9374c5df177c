// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/**
 * The other ends of one side of a busy host. Those of the moment are what lanes have sketched of the last second; of what lasts the largest
 * flows are kept by themselves, as long as each is given out. Used by the beat's thread, or under its lock.
 */
final class Peers {
    /** The last three and the one that goes on: no more than a second. */
    private static final int GENERATIONS = 4;

    private static final int GENERATION_MILLIS = 250;
    private static final double FADES_MILLIS = 1000;
    private static final int MOST_LASTING = 32;
    private static final int IDLE_MILLIS = 1500;

    /** Whose they are; said anew when they become another host's. */
    int row;

    int side;

    private final long[][] ranks = new long[GENERATIONS][Sketch.RANKS];
    private final long[] union = new long[Sketch.RANKS];
    private int newest;
    private int turned;
    private final double[] moment = new double[2 * Sketch.BUCKETS];
    private final double[] buckets = new double[Sketch.BUCKETS];
    private int faded;
    private int fed;

    private final long[] lasting = new long[MOST_LASTING];
    private final double[] lastingRates = new double[2 * MOST_LASTING];
    private final int[] begins = new int[MOST_LASTING];
    private final int[] ends = new int[MOST_LASTING];

    void reset(int newRow, int newSide, int now) {
        row = newRow;
        side = newSide;
        for (long[] generation : ranks) {
            Arrays.fill(generation, 0);
        }
        Arrays.fill(moment, 0);
        Arrays.fill(ends, now);
        turned = now;
        faded = now;
        fed = now;
    }

    /** Adds what a lane has sketched. */
    void add(long[] sketch, int at, int now) {
        pass(now);
        fed = now;
        Sketch.merge(sketch, at, ranks[newest]);
        for (int i = 0; i < moment.length; i++) {
            moment[i] += sketch[at + Sketch.PACKETS + i];
        }
    }

    private void pass(int now) {
        for (int i = 0; i < GENERATIONS && now - turned >= GENERATION_MILLIS; i++) {
            newest = (newest + 1) % GENERATIONS;
            Arrays.fill(ranks[newest], 0);
            turned = i == GENERATIONS - 1 ? now : turned + GENERATION_MILLIS;
        }
        if (now != faded) {
            double left = Math.exp((faded - now) / FADES_MILLIS);
            for (int i = 0; i < moment.length; i++) {
                moment[i] *= left;
            }
            faded = now;
        }
    }

    /**
     * Adds a flow that lasts; when there is no room, in place of the smallest one if that is smaller.
     *
     * @param begin and end in milliseconds
     */
    void last(long peer, double packets, double bytes, int begin, int end, int now) {
        int place = 0;
        for (int i = 0; i < MOST_LASTING; i++) {
            if (ends[i] - now <= 0) {
                place = i;
                break;
            }
            place = lastingRates[i + MOST_LASTING] < lastingRates[place + MOST_LASTING] ? i : place;
        }
        if (ends[place] - now <= 0 || lastingRates[place + MOST_LASTING] < bytes) {
            lasting[place] = peer;
            lastingRates[place] = packets;
            lastingRates[place + MOST_LASTING] = bytes;
            begins[place] = begin;
            ends[place] = end;
        }
    }

    boolean isIdle(int now) {
        boolean idle = now - fed > IDLE_MILLIS;
        for (int i = 0; i < MOST_LASTING && idle; i++) {
            idle = ends[i] - now <= 0;
        }
        return idle;
    }

    /** How many there are of the moment. */
    long count(int now) {
        pass(now);
        System.arraycopy(ranks[0], 0, union, 0, Sketch.RANKS);
        for (int i = 1; i < GENERATIONS; i++) {
            Sketch.merge(ranks[i], 0, union);
        }
        return Sketch.count(union);
    }

    /**
     * The part the largest have. What lasts and is not among the largest flows is taken as that of others.
     *
     * @param unit 0 for packets, 1 for bytes
     * @param ofMoment the rate of what does not last
     * @param ofLasting the rate of what lasts
     */
    double share(int unit, int most, double ofMoment, double ofLasting, int now) {
        double sum = 0;
        for (int i = 0; i < Sketch.BUCKETS; i++) {
            sum += moment[unit * Sketch.BUCKETS + i];
        }
        for (int i = 0; i < Sketch.BUCKETS; i++) {
            buckets[i] = sum > 0 ? moment[unit * Sketch.BUCKETS + i] / sum * ofMoment : 0;
        }
        double known = 0;
        for (int i = 0; i < MOST_LASTING; i++) {
            if (ends[i] - now > 0 && begins[i] - now <= 0) {
                buckets[Sketch.bucket(lasting[i])] += lastingRates[unit * MOST_LASTING + i];
                known += lastingRates[unit * MOST_LASTING + i];
            }
        }
        double total = ofMoment + Math.max(ofLasting, known);
        Arrays.sort(buckets);
        double largest = 0;
        for (int i = 0; i < Math.min(most, Sketch.BUCKETS); i++) {
            largest += buckets[Sketch.BUCKETS - 1 - i];
        }
        return total > 0 ? Math.min(1, largest / total) : Double.NaN;
    }
}
