// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.util.ArrayList;
import java.util.List;
import polder.api.config.Quantity;

/** What is wrong with an exporter, and what to do on the router. */
final class Hints {
    /** Of 100 octets an interface counts so many more or less in samples are no chance any more. */
    private static final int TOLERANCE = 25;

    private static final int TWICE = 200;

    /** Interfaces are told one by one as far as somebody would read. */
    private static final int MOST = 5;

    /** So many datagrams without a flow sample, and more than one in so many samples lost, is a fault. */
    private static final int PATIENCE = 20;

    private static final int ONE_IN = 100;

    private final List<String> said = new ArrayList<>();
    private int interfaces;

    /** @param file the cfg file that gives its rate, or empty */
    void exporter(long[] row, String file) {
        long flows = row[ExporterRows.FLOWS];
        long drops = row[ExporterRows.DROPS];
        if (flows == 0 && row[ExporterRows.RATE] == 0 && row[RowTable.COUNT] >= PATIENCE) {
            said.add(
                    row[ExporterRows.COUNTER_SAMPLES] > 0
                            ? "it sends counters and no flow samples: switch packet sampling on, on every interface"
                            : "it sends no flow samples: switch packet sampling on, on every interface");
        }
        if (row[ExporterRows.ZERO_RATES] > 0 && file.isEmpty()) {
            said.add("it gives a sampling rate of 0, taken for 1: give the right one in "
                    + "etc/polder.decode.sflow.exporter-NAME.cfg");
        }
        if (drops * ONE_IN > drops + flows) {
            said.add("it lost " + Quantity.human(drops)
                    + " samples itself for want of resources, so rates are too low: let it sample fewer packets");
        }
    }

    /** @param name of the source or interface */
    void port(long[] port, String name) {
        direction(port, name, Counters.IN, "in");
        direction(port, name, Counters.OUT, "out");
    }

    private void direction(long[] port, String name, int direction, String word) {
        long percent = port[direction + Counters.PERCENT];
        if (percent == 0 || Math.abs(percent - 100) <= TOLERANCE || ++interfaces > MOST) {
            return;
        }
        boolean twice = Math.abs(percent - TWICE) <= TOLERANCE;
        said.add(name + " " + word + ": samples say " + percent + " % of what its own counters say (last "
                + Quantity.human(port[direction + Counters.ESTIMATED_BITS], "bps") + ", "
                + Quantity.human(port[direction + Counters.BITS], "bps") + "): "
                + (twice
                        ? "check whether packets are sampled both where they come in and where they go out"
                        : "check the sampling rate, or give the right one in "
                                + "etc/polder.decode.sflow.exporter-NAME.cfg"));
    }

    List<String> said() {
        if (interfaces > MOST) {
            said.add("and " + (interfaces - MOST) + " more interfaces whose samples and counters do not agree");
        }
        return said;
    }
}
