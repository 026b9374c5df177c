// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import polder.api.traffic.Metric;

/** The metrics that are learned. Their order is that of the curves on disk. */
final class Learned {
    private static final Metric[] METRICS = {
        Metric.IN_PACKETS,
        Metric.IN_BITS,
        Metric.IN_FLOWS,
        Metric.IN_SYN_PACKETS,
        Metric.IN_UDP_PACKETS,
        Metric.OUT_PACKETS,
        Metric.OUT_BITS,
        Metric.OUT_FLOWS
    };

    /** How many there are. */
    static final int COUNT = METRICS.length;

    /** Those of what is sent: a host that sends something is there. */
    static final int SENT_PACKETS = 5;

    private Learned() {}

    static Metric metric(int i) {
        return METRICS[i];
    }
}
