// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.traffic.Direction;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficWindow;

/**
 * The closer look at a row near its limits. A level is reached when the moving average is over its limit (slow), when the sliding second has
 * been over it for some time (steady), or when the sliding second alone holds more than the limit allows in a second and the last
 * beat is several times the limit (fast; of sampled traffic the few samples of a beat say nothing). It is kept while the sliding second is over most of the limit. Used by one thread.
 */
final class Look {
    private static final Level[] LEVELS = Level.values();
    /** An estimate of the number of sources is this far off at most, nearly always. */
    private static final double SOURCES_ERROR = 0.13;

    private final ReasonText text = new ReasonText();

    @SuppressWarnings("NullAway.Init")
    private TrafficWindow window;

    @SuppressWarnings("NullAway.Init")
    private Rules rules;

    @SuppressWarnings("NullAway.Init")
    private Judgement by;

    @SuppressWarnings("NullAway.Init")
    private Held.Row is;

    private int row;

    void at(TrafficWindow ofWindow, int ofRow, Rules judgedBy, Judgement how, Held.Row known) {
        window = ofWindow;
        row = ofRow;
        rules = judgedBy;
        by = how;
        is = known;
    }

    /** The level of a metric, once it is judged. */
    byte level(int i) {
        return is.levels[rules.metrics[i].ordinal()];
    }

    /** The highest level a metric has reached, or reached before and not left. */
    byte judge(int i) {
        byte before = level(i);
        long second = window.rate(row, rules.metrics[i]);
        byte found = Held.NONE;
        for (byte level = (byte) (LEVELS.length - 1); level >= 0; level--) {
            long limit = rules.limits[i][level];
            if (limit == Limit.NONE) {
                continue;
            }
            boolean isKept = level <= before && second > by.leave(limit);
            boolean isSteady = isSteady(i, level, second);
            if (found == Held.NONE && (isKept || isSteady || isReached(i, limit))) {
                found = level;
            }
        }
        is.levels[rules.metrics[i].ordinal()] = found;
        return found;
    }

    /** When every packet is seen there is no chance in a second, and what is over the limit for some is over it. */
    private boolean isSteady(int i, int level, long second) {
        int at = i * LEVELS.length + level;
        if (second <= rules.limits[i][level] || rules.samples(window, row, i) != Long.MAX_VALUE) {
            is.since[at] = Held.NEVER;
            return false;
        }
        long now = window.epochNanos();
        if (is.since[at] == Held.NEVER || now < is.since[at]) {
            is.since[at] = now;
        }
        return now - is.since[at] >= by.steadyNanos();
    }

    /**
     * The average counts only while the sliding second is high too. When a flood has stopped its average stays over the limit for
     * seconds more, and what little the host then gets would be taken for another attack.
     */
    private boolean isReached(int i, long limit) {
        Metric metric = rules.metrics[i];
        long second = window.rate(row, metric);
        long samples = rules.samples(window, row, i);
        boolean isRising = samples != Long.MAX_VALUE || window.current(row, metric) >= by.burst() * limit;
        if (second > limit && isRising && by.isAbove(second, limit, samples)) {
            return true;
        }
        if (second <= by.leave(limit)) {
            return false;
        }
        long average = window.average(row, metric);
        return average > limit && by.isAverageAbove(average, limit, rules.averageSamples(window, row, i));
    }

    /** Whether a metric is at a higher level than another, or at the same one and further over its limit. */
    boolean isWorse(int i, int than) {
        int level = level(i);
        int other = level(than);
        return level != other ? level > other : ratio(i) > ratio(than);
    }

    private double ratio(int i) {
        return rules.observed(window, row, i) / (double) rules.limits[i][level(i)];
    }

    Fired fired(int i) {
        int level = level(i);
        long limit = rules.limits[i][level];
        long observed = rules.observed(window, row, i);
        boolean few = level == Level.ALERT.ordinal()
                && observed <= by.fewTimes() * limit
                && Transfers.is(window, row, rules.metrics[i], observed, limit, rules.sourcesMin);
        long samples = rules.samples(window, row, i);
        String reason = text.of(window, row, rules, i, level, samples) + (few ? few(i) : "");
        return new Fired(few ? Level.WARN : LEVELS[level], rules.metrics[i], observed, limit, samples, reason);
    }

    private String few(int i) {
        Metric metric = rules.metrics[i];
        double share = window.share(row, metric.direction(), metric.unit(), rules.sourcesMin - 1);
        return ", a transfer: " + Math.round(share * 100) + " % of " + rules.few();
    }

    /** The same of the number of sources. */
    byte judgeSources() {
        byte before = is.levels[Metric.COUNT];
        byte found = sourcesLevel(before);
        is.levels[Metric.COUNT] = found;
        return found;
    }

    private byte sourcesLevel(byte before) {
        long sources = rules.hasSources() ? window.sources(row) : -1;
        for (byte level = (byte) (LEVELS.length - 1); level >= 0; level--) {
            long limit = rules.sources[level];
            boolean isKept = level <= before;
            if (limit != Limit.NONE && sources > (isKept ? by.leave(limit) : limit / (1 - SOURCES_ERROR))) {
                return level;
            }
        }
        return Held.NONE;
    }

    Fired sourcesFired() {
        int level = is.levels[Metric.COUNT];
        long sources = window.sources(row);
        long samples = window.samples(row, Direction.INCOMING);
        return new Fired(
                LEVELS[level], null, sources, rules.sources[level], samples, text.ofSources(window, row, rules, level));
    }
}
