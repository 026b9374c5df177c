// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficWindow;

/** Says why a host is reported, in one sentence for whoever is woken by it. Used by one thread. */
final class ReasonText {
    private static final String SCALES = " kMGTP";

    private final StringBuilder out = new StringBuilder(200);

    String of(TrafficWindow window, int row, Rules rules, int i, int level, long samples) {
        Metric metric = rules.metrics[i];
        String unit = metric.unit().perSecond();
        long second = window.rate(row, metric);
        long beat = window.current(row, metric);
        long average = window.average(row, metric);
        out.setLength(0);
        out.append(rules.what[i]).append(' ');
        rate(second, unit);
        if (beat > 1.5 * second) {
            out.append(", rising: ");
            rate(beat, unit);
            out.append(" in the last beat");
        }
        out.append(" (moving average ");
        rate(average, unit);
        out.append("), ");
        if (Math.max(second, average) <= rules.limits[i][level]) {
            out.append("not yet well below ");
        }
        out.append(rules.allowed[i][level]);
        samples(samples);
        if (metric.direction() == Direction.INCOMING) {
            sources(window.sources(row));
        }
        return out.toString();
    }

    /** That a host has too many sources. */
    String ofSources(TrafficWindow window, int row, Rules rules, int level) {
        out.setLength(0);
        out.append("incoming from ").append(window.sources(row)).append(" sources, ");
        out.append(rules.allowedSources[level]).append(": ");
        rate(window.rate(row, Metric.IN_PACKETS), "pps");
        samples(window.samples(row, Direction.INCOMING));
        return out.toString();
    }

    private void sources(long sources) {
        if (sources >= 0) {
            out.append(", ").append(sources).append(sources == 1 ? " source" : " sources");
        }
    }

    private void samples(long samples) {
        if (samples != Long.MAX_VALUE) {
            out.append(", ").append(samples).append(" samples");
            if (samples > 0) {
                out.append(" ±")
                        .append(Math.round(196 / Math.sqrt((double) samples)))
                        .append(" %");
            }
        }
    }

    /** As {@link polder.api.config.Quantity#human(long, String)} does, a hundred times cheaper: a whole network may be over at once. */
    private void rate(long value, String unit) {
        long divisor = 1;
        int scale = 0;
        while (value >= 999.5 * divisor && scale < SCALES.length() - 1) {
            divisor *= 1000;
            scale++;
        }
        double scaled = value / (double) divisor;
        int tens = scale == 0 || scaled >= 99.95 ? 1 : scaled >= 9.995 ? 10 : 100;
        long digits = Math.round(scaled * tens);
        out.append(digits / tens);
        if (tens > 1) {
            out.append('.');
            for (int place = tens / 10; place > 0; place /= 10) {
                out.append((char) ('0' + digits / place % 10));
            }
        }
        out.append(' ');
        if (scale > 0) {
            out.append(SCALES.charAt(scale));
        }
        out.append(unit);
    }
}
