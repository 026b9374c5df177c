// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import polder.api.traffic.Limit;

/**
 * Says which prefixes are over: from the longest to the shortest, each by what is left when hosts and prefixes that are over by
 * themselves are taken out of it. Used by one thread.
 */
final class PrefixJudge {
    /** A prefix that was reported is over until it is below this share of its limit. */
    private static final double LEAVE = 0.9;
    /** A prefix in which one other has this share of what is too much is explained by that, though that is not over yet. */
    private static final double ONE = 0.8;

    private static final double SECOND = 1000;

    // what is found of a prefix
    private static final int WITHIN = 0;
    /** More than it may have, which can still be chance. */
    private static final int ABOVE = 1;

    private static final int OVER = 2;

    private final Groups groups;
    private PrefixSettings settings;
    private boolean isLearning;

    PrefixJudge(Groups groups, PrefixSettings settings) {
        this.groups = groups;
        this.settings = settings;
    }

    void use(PrefixSettings changed) {
        settings = changed;
    }

    /**
     * Judges a ladder whose finest rung is summed, and sums the others.
     *
     * @param beat milliseconds since it was judged last
     */
    void judge(Ladder ladder, long now, int beat, boolean learning) {
        isLearning = learning;
        for (int at = 0; at < ladder.rungs.length; at++) {
            Rung rung = ladder.rungs[at];
            if (at > 0) {
                Ladder.clear(rung);
                Ladder.climb(ladder.rungs[at - 1], rung);
            }
            for (int node = 0; node < rung.keys.slots(); node++) {
                boolean judged = rung.keys.isTaken(node) && !isSmall(rung, node);
                note(rung, node, judged ? look(ladder, at, node) : WITHIN, now, beat);
            }
        }
    }

    private static void note(Rung rung, int node, int found, long now, int beat) {
        rung.over[node] = found == OVER;
        rung.reported[node] &= found == OVER;
        if (found == WITHIN) {
            rung.since[node] = 0;
        } else if (rung.since[node] == 0) {
            rung.begin(node, now);
        } else {
            // what is folded into it has been over for as long as the first of that
            rung.since[node] = Math.min(rung.since[node], rung.earliest[node]);
            rung.goesOn(node, beat);
        }
    }

    /** Most prefixes of the finest rung have too few hosts for anything to be an attack on all of them but a limit given. */
    private boolean isSmall(Rung rung, int node) {
        return rung.isFinest && rung.children[node] < settings.hosts() && !rung.isGiven && !rung.reported[node];
    }

    private int look(Ladder ladder, int at, int node) {
        Rung rung = ladder.rungs[at];
        int found = isFull(rung, node) ? OVER : WITHIN;
        for (int column = 0; column < Columns.COUNT && found != OVER; column++) {
            if (rung.all[column] != null) {
                boolean isKept = rung.reported[node] && isKept(rung, node, column);
                found = isKept ? OVER : Math.max(found, reached(ladder, at, node, column));
            }
        }
        return found;
    }

    private boolean isKept(Rung rung, int node, int column) {
        double all = rung.all[column][node];
        double usual = rung.usual[column][node];
        return all > LEAVE * rung.given[column]
                || (all - usual > LEAVE * learned(rung, node, column) && all > LEAVE * settings.rise() * usual);
    }

    private int reached(Ladder ladder, int at, int node, int column) {
        Rung rung = ladder.rungs[at];
        double rest = rung.rest[column][node];
        double given = rung.given[column];
        int found = rest > given ? above(rung, node, column, given) : WITHIN;
        double usual = rung.usual[column][node];
        if (found == OVER || isLearning || rest <= settings.rise() * usual) {
            return found;
        }
        double limit = usual + learned(rung, node, column);
        boolean isUnusual = rest > limit
                && rest * rest >= settings.hosts() * rung.squares[column][node]
                && !isOne(ladder, at, node, column);
        return isUnusual ? Math.max(found, above(rung, node, column, limit)) : found;
    }

    /**
     * Of what is above a limit, whether it is more than chance makes of sampling: by the last second, or by all the time it has been
     * above. A second of a hundred samples alone is 40 % off by four standard errors.
     */
    private int above(Rung rung, int node, int column, double limit) {
        long samples = samples(rung, node, column);
        if (samples == Long.MAX_VALUE) {
            return OVER;
        }
        double rest = rung.rest[column][node];
        double mean = rung.mean(node, column);
        double all = samples * (mean / rest) * Math.max(1, rung.lasted[node] / SECOND);
        return lower(rest, (double) samples) > limit || lower(mean, all) > limit ? OVER : ABOVE;
    }

    /** Whether so many of its parts are over by themselves that it is one attack on all of it. */
    private boolean isFull(Rung rung, int node) {
        return rung.isFinest
                ? rung.hot[node] >= settings.hosts() && isAbove(rung, node)
                : rung.hot[node] > 1 && rung.hot[node] > 1L << (Math.min(rung.step, 60) - 1);
    }

    private boolean isAbove(Rung rung, int node) {
        for (int column = 0; column < Columns.COUNT; column++) {
            if (rung.all[column] != null && times(rung, node, column) > 1) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOne(Ladder ladder, int at, int node, int column) {
        Rung rung = ladder.rungs[at];
        return at > 0 && rung.largest[column][node] >= ONE * (rung.rest[column][node] - rung.usual[column][node]);
    }

    /** How much more than is usual it may have; infinite when that is not limited. */
    private double learned(Rung rung, int node, int column) {
        long most = groups.most(rung.groups[node], column);
        return most == Limit.NONE ? Double.POSITIVE_INFINITY : settings.factor() * most / Columns.scale(column);
    }

    /** What a rate is at least; nothing when it stands on too few samples. */
    private double lower(double rate, double samples) {
        return samples < settings.samplesMin() ? 0 : rate * (1 - settings.sigma() / Math.sqrt(samples));
    }

    /** On how many samples a rate stands; {@link Long#MAX_VALUE} when every packet was seen. */
    static long samples(Rung rung, int node, int column) {
        double variance = rung.variance[node];
        if (variance < 1) {
            return Long.MAX_VALUE;
        }
        double packets = rung.rest[Columns.PACKETS][node];
        long[] part = rung.rest[Columns.packets(column)];
        double share = part == null ? 1 : Math.min(1, part[node] / Math.max(1, packets));
        return (long) (packets * packets / variance * share);
    }

    /** How many times its limit a prefix has. */
    double times(Rung rung, int node, int column) {
        double all = rung.all[column][node];
        double byUsual = isLearning ? 0 : (all - rung.usual[column][node]) / learned(rung, node, column);
        return Math.max(all / rung.given[column], byUsual);
    }

    /** Whether it is the limit given that is passed. */
    boolean isByGiven(Rung rung, int node, int column) {
        return rung.all[column][node] > LEAVE * rung.given[column];
    }

    /** What it should have stayed below, in the unit of the metric. */
    long limit(Rung rung, int node, int column) {
        double limit = isByGiven(rung, node, column)
                ? rung.given[column]
                : Math.max(
                        rung.usual[column][node] + learned(rung, node, column),
                        settings.rise() * rung.usual[column][node]);
        return (long) (limit * Columns.scale(column));
    }
}
