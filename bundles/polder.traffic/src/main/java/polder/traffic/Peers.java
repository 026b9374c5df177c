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
    private static final int MOST_LASTING = 256;
    private static final int PACKETS = 0;
    private static final int BYTES = 1;
    private static final int BEGIN = 2;
    private static final int END = 3;
    private static final int BUCKET = 4;
    private static final int WORDS = 5;
    private static final double END_OF_NONE = -1;
    private static final int IDLE_MILLIS = 1500;

    /** Whose they are; said anew when they become another host's. */
    int row;

    int side;

    private final long[][] ranks = new long[GENERATIONS][Sketch.RANKS];
    private final long[] union = new long[Sketch.RANKS];
    private int newest;
    private long turned;
    private final double[] moment = new double[2 * Sketch.BUCKETS];
    private final double[] buckets = new double[Sketch.BUCKETS];
    private long faded;
    private long fed;
    private long now;

    /** Flows that last, those to come too: five words each. Room is made as it is needed. */
    private double[] lasting = {};

    void reset(int newRow, int newSide, long millis) {
        now = millis;
        row = newRow;
        side = newSide;
        for (long[] generation : ranks) {
            Arrays.fill(generation, 0);
        }
        Arrays.fill(moment, 0);
        Arrays.fill(lasting, END_OF_NONE);
        turned = now;
        faded = now;
        fed = now;
    }

    /** Adds what a lane has sketched. */
    void add(long[] sketch, int at) {
        fed = now;
        Sketch.merge(sketch, at, ranks[newest]);
        for (int i = 0; i < moment.length; i++) {
            moment[i] += sketch[at + Sketch.PACKETS + i];
        }
    }

    /** Adds a flow of the moment. */
    void add(long peer, long packets, long bytes) {
        fed = now;
        Sketch.rank(ranks[newest], 0, peer);
        moment[Sketch.bucket(peer)] += packets;
        moment[Sketch.BUCKETS + Sketch.bucket(peer)] += bytes;
    }

    /** Moves on to a time, in milliseconds. */
    void pass(long millis) {
        now = millis;
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
    void last(long peer, double packets, double bytes, long begin, long end) {
        int place = place();
        if (lasting[place + END] <= now || lasting[place + BYTES] < bytes) {
            lasting[place + BUCKET] = Sketch.bucket(peer);
            lasting[place + PACKETS] = packets;
            lasting[place + BYTES] = bytes;
            lasting[place + BEGIN] = begin;
            lasting[place + END] = end;
        }
    }

    /** A free one, or that of the smallest. */
    private int place() {
        int smallest = 0;
        for (int at = 0; at < lasting.length; at += WORDS) {
            if (lasting[at + END] <= now) {
                return at;
            }
            smallest = lasting[at + BYTES] < lasting[smallest + BYTES] ? at : smallest;
        }
        if (lasting.length >= MOST_LASTING * WORDS) {
            return smallest;
        }
        int free = lasting.length;
        lasting = Arrays.copyOf(lasting, Math.max(8 * WORDS, free * 2));
        Arrays.fill(lasting, free, lasting.length, END_OF_NONE);
        return free;
    }

    boolean isIdle() {
        boolean idle = now - fed > IDLE_MILLIS;
        for (int at = 0; at < lasting.length && idle; at += WORDS) {
            idle = lasting[at + END] <= now;
        }
        return idle;
    }

    /** How many there are of the moment. */
    long count() {
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
    double share(int unit, int most, double ofMoment, double ofLasting) {
        double sum = 0;
        for (int i = 0; i < Sketch.BUCKETS; i++) {
            sum += moment[unit * Sketch.BUCKETS + i];
        }
        for (int i = 0; i < Sketch.BUCKETS; i++) {
            buckets[i] = sum > 0 ? moment[unit * Sketch.BUCKETS + i] / sum * ofMoment : 0;
        }
        double known = 0;
        for (int at = 0; at < lasting.length; at += WORDS) {
            if (lasting[at + END] > now && lasting[at + BEGIN] <= now) {
                buckets[(int) lasting[at + BUCKET]] += lasting[at + PACKETS + unit];
                known += lasting[at + PACKETS + unit];
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
