// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.wire.Prefix;

/** The prefixes of one family: rungs from the longest to the shortest length. Used by one thread. */
final class Ladder {
    final boolean v4;
    final Rung[] rungs;
    private final int most;
    private List<Prefix> own = List.of();
    private long refused;

    Ladder(boolean v4, List<Integer> lengths, int most) {
        this.v4 = v4;
        this.most = most;
        rungs = new Rung[lengths.size()];
        for (int i = 0; i < rungs.length; i++) {
            int step = i + 1 < rungs.length ? lengths.get(i) - lengths.get(i + 1) : 0;
            rungs[i] = new Rung(v4, lengths.get(i), i == 0, step);
        }
    }

    Rung finest() {
        return rungs[0];
    }

    /** Prefixes that reach beyond these are not counted; of none every one is. */
    void own(List<Prefix> networks) {
        own = networks;
    }

    void columns(int columns) {
        for (Rung rung : rungs) {
            rung.columns(columns);
        }
    }

    /** Takes over the limits that are given. */
    void use(PrefixSettings settings) {
        for (Rung rung : rungs) {
            rung.isGiven = false;
            for (int column = 0; column < Columns.COUNT; column++) {
                long given = settings.given(v4, rung.length(), column);
                rung.isGiven |= given != PrefixSettings.NONE;
                rung.given[column] = given == PrefixSettings.NONE
                        ? Double.POSITIVE_INFINITY
                        : given / (double) Columns.scale(column);
            }
        }
    }

    /** Hosts that are in no prefix as there were too many. */
    long refused() {
        return refused;
    }

    /** The prefix of the finest rung that holds an address; {@link Rung#NONE} when none may. */
    int prefixOf(long high, long low) {
        return rungs.length == 0 ? Rung.NONE : prefixOf(high, low, 0);
    }

    private int prefixOf(long high, long low, int at) {
        Rung rung = rungs[at];
        int found = rung.find(high, low);
        if (found != Rung.NONE) {
            return found;
        }
        if (!isOwn(rung.prefix(high, low))) {
            return Rung.NONE;
        }
        if (rung.keys.size() >= most) {
            refused += at == 0 ? 1 : 0;
            return Rung.NONE;
        }
        int parent = at + 1 < rungs.length ? prefixOf(high, low, at + 1) : Rung.NONE;
        return rung.add(high, low, parent);
    }

    private boolean isOwn(Prefix prefix) {
        return own.isEmpty()
                || own.stream().anyMatch(network -> network.bits() <= prefix.bits() && network.contains(prefix.base()));
    }

    /** Begins the sums of a rung above the finest anew. */
    static void clear(Rung rung) {
        for (int node = 0; node < rung.keys.slots(); node++) {
            rung.clear(node);
            rung.groups[node] = 0;
        }
    }

    /** Adds what the prefixes of a rung have to those they lie in: nothing to explain of those that are over. One that is free is in none. */
    static void climb(Rung from, Rung to) {
        int slots = from.keys.slots();
        for (int node = 0; node < slots; node++) {
            int parent = from.parent[node];
            if (parent != Rung.NONE) {
                to.children[parent]++;
                to.groups[parent] |= from.groups[node];
                to.hot[parent] += from.over[node] ? 1 : 0;
                to.variance[parent] += from.over[node] ? 0 : from.variance[node];
                to.earliest[parent] =
                        Math.min(to.earliest[parent], from.over[node] ? from.since[node] : Long.MAX_VALUE);
            }
        }
        for (int column = 0; column < Columns.COUNT; column++) {
            if (from.all[column] != null) {
                climb(from, to, column, slots);
            }
        }
    }

    private static void climb(Rung from, Rung to, int column, int slots) {
        long[] all = from.all[column];
        long[] rest = from.rest[column];
        double[] squares = from.squares[column];
        long[] allOf = to.all[column];
        long[] restOf = to.rest[column];
        double[] squaresOf = to.squares[column];
        float[] usual = from.usual[column];
        float[] largestOf = to.largest[column];
        for (int node = 0; node < slots; node++) {
            int parent = from.parent[node];
            if (parent != Rung.NONE) {
                allOf[parent] += all[node];
                if (!from.over[node]) {
                    restOf[parent] += rest[node];
                    squaresOf[parent] += squares[node];
                    largestOf[parent] = Math.max(largestOf[parent], rest[node] - usual[node]);
                }
            }
        }
    }

    /** Drops the prefixes that have been empty for so long, milliseconds. */
    void forget(long now, long after) {
        for (Rung rung : rungs) {
            for (int node = 0; node < rung.keys.slots(); node++) {
                if (!rung.keys.isTaken(node)) {
                    continue;
                }
                boolean isEmpty = rung.children[node] == 0;
                rung.idle[node] = !isEmpty ? 0 : rung.idle[node] == 0 ? now : rung.idle[node];
                if (isEmpty && now - rung.idle[node] >= after) {
                    drop(rung, node);
                }
            }
        }
    }

    /** A parent goes when its last child has been counted out of it, at the earliest with the next call. */
    private static void drop(Rung rung, int node) {
        rung.clear(node);
        rung.since[node] = 0;
        rung.reported[node] = false;
        rung.parent[node] = Rung.NONE;
        rung.keys.remove(node);
    }

    /** The shorter rung after one, or null. */
    @Nullable
    Rung after(int at) {
        return at + 1 < rungs.length ? rungs[at + 1] : null;
    }
}
