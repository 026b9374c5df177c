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

    /** Judges a ladder whose finest rung is summed, and sums the others. */
    void judge(Ladder ladder, long now, boolean learning) {
        isLearning = learning;
        for (int at = 0; at < ladder.rungs.length; at++) {
            Rung rung = ladder.rungs[at];
            if (at > 0) {
                Ladder.clear(rung);
                Ladder.climb(ladder.rungs[at - 1], rung);
            }
            for (int node = 0; node < rung.keys.slots(); node++) {
                boolean over = rung.keys.isTaken(node) && !isSmall(rung, node) && isOver(ladder, at, node);
                rung.over[node] = over;
                if (!over) {
                    rung.since[node] = 0;
                    rung.reported[node] = false;
                } else if (rung.since[node] == 0) {
                    // what is folded into it has been over for as long as the first of that
                    rung.since[node] = at == 0 ? now : Math.min(now, rung.earliest[node]);
                }
            }
        }
    }

    /** Most prefixes of the finest rung have too few hosts for anything to be an attack on all of them but a limit given. */
    private boolean isSmall(Rung rung, int node) {
        return rung.isFinest && rung.children[node] < settings.hosts() && !rung.isGiven && !rung.reported[node];
    }

    private boolean isOver(Ladder ladder, int at, int node) {
        Rung rung = ladder.rungs[at];
        for (int column = 0; column < Columns.COUNT; column++) {
            if (rung.all[column] != null
                    && ((rung.reported[node] && isKept(rung, node, column)) || isReached(ladder, at, node, column))) {
                return true;
            }
        }
        return isFull(rung, node);
    }

    private boolean isKept(Rung rung, int node, int column) {
        double all = rung.all[column][node];
        double usual = rung.usual[column][node];
        return all > LEAVE * rung.given[column]
                || (all - usual > LEAVE * learned(rung, node, column) && all > LEAVE * settings.rise() * usual);
    }

    private boolean isReached(Ladder ladder, int at, int node, int column) {
        Rung rung = ladder.rungs[at];
        double rest = rung.rest[column][node];
        double given = rung.given[column];
        if (rest > given && lower(rung, node, column, rest) > given) {
            return true;
        }
        double usual = rung.usual[column][node];
        if (isLearning || rest <= settings.rise() * usual) {
            return false;
        }
        double limit = learned(rung, node, column);
        return rest - usual > limit
                && rest * rest >= settings.hosts() * rung.squares[column][node]
                && lower(rung, node, column, rest) - usual > limit
                && !isOne(ladder, at, node, column);
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
    private double lower(Rung rung, int node, int column, double rest) {
        long samples = samples(rung, node, column);
        if (samples == Long.MAX_VALUE) {
            return rest;
        }
        return samples < settings.samplesMin() ? 0 : rest * (1 - settings.sigma() / Math.sqrt((double) samples));
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
