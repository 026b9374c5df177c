// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import polder.api.traffic.Metric;
import polder.api.traffic.TrafficWindow;

/** Says why a host is reported, in one sentence for whoever is woken by it. Used by one thread. */
final class ReasonText {
    private static final String SCALES = " kMGTP";

    private final StringBuilder out = new StringBuilder(200);

    String of(TrafficWindow window, int row, GroupLimits of, int worst, int over) {
        Metric metric = of.metrics[worst];
        String unit = metric.unit().perSecond();
        long second = window.rate(row, metric);
        long beat = window.current(row, metric);
        out.setLength(0);
        out.append(of.what[worst]).append(' ');
        rate(second, unit);
        if (beat > 1.5 * second) {
            out.append(", rising: ");
            rate(beat, unit);
            out.append(" in the last beat");
        }
        out.append(" (moving average ");
        rate(window.average(row, metric), unit);
        out.append("), ").append(of.allowed[worst]);
        if (over > 1) {
            out.append(", and over ").append(over - 1).append(over == 2 ? " other limit" : " other limits");
        }
        long samples = ThresholdDetector.samples(window, row, of, worst);
        if (samples != Long.MAX_VALUE) {
            out.append(", ").append(samples).append(" samples ±");
            out.append(Math.round(100 * ThresholdDetector.error(samples))).append(" %");
        }
        return out.toString();
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
