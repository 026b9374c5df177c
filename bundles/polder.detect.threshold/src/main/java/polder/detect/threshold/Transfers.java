// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.Unit;

/**
 * Tells a transfer from an attack: a speed test, a big download, a backup have few other ends and large packets. A flood of small packets is
 * an attack from however few it comes. One's own host attacking has one victim, so outgoing traffic has to look like a TCP
 * connection with data as well.
 */
final class Transfers {
    /** The part few have to have. */
    private static final double MOST = 0.75;

    /** Bits of a packet: 500 bytes. */
    private static final long LARGE = 4000;

    private Transfers() {}

    /**
     * Whether what is over a limit is a transfer. What the other ends that are not few send must be within the limit by itself.
     *
     * @param value how much there is of the metric
     * @param min fewer other ends are few
     */
    static boolean is(TrafficWindow window, int row, Metric metric, long value, long limit, int min) {
        if (min <= 1 || !isLarge(window, row, metric)) {
            return false;
        }
        double share = window.share(row, metric.direction(), metric.unit(), min - 1);
        return share >= MOST
                && value * (1 - share) <= limit
                && (metric.direction() == Direction.INCOMING || isData(window, row, metric.direction()));
    }

    private static boolean isLarge(TrafficWindow window, int row, Metric metric) {
        long packets = window.rate(row, Metric.of(metric.direction(), metric.part(), Unit.PACKETS));
        return window.rate(row, Metric.of(metric.direction(), metric.part(), Unit.BITS)) >= packets * LARGE;
    }

    private static boolean isData(TrafficWindow window, int row, Direction direction) {
        long all = window.rate(row, Metric.of(direction, TrafficClass.TOTAL, Unit.PACKETS));
        long syn = window.rate(row, Metric.of(direction, TrafficClass.SYN, Unit.PACKETS));
        return window.rate(row, Metric.of(direction, TrafficClass.TCP, Unit.PACKETS)) - syn >= MOST * all;
    }
}
