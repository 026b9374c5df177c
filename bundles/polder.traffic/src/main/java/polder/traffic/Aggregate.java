// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import java.util.List;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;

/**
 * Sums over many hosts: one slot for each network, or each group. Follows the entries of the beats, so it costs nothing for hosts
 * without traffic. Used by the beat's thread, or under its lock.
 */
final class Aggregate<K> {
    private List<K> keys = List.of();
    private long[] sums = {};
    private long[] beat = {};
    /** The rates of what lasts, see {@link Spread}. */
    private long[] rates = {};

    private double windowSeconds = 1;
    private float[] averages = {};
    private int[] hosts = {};

    List<K> keys() {
        return keys;
    }

    /** Starts anew with other slots; averages of those that stay are kept, sums have to be added again. */
    void reset(List<K> next) {
        float[] kept = new float[next.size() * Columns.CELLS];
        for (int i = 0; i < next.size(); i++) {
            int old = keys.indexOf(next.get(i));
            if (old >= 0) {
                System.arraycopy(averages, old * Columns.CELLS, kept, i * Columns.CELLS, Columns.CELLS);
            }
        }
        averages = kept;
        keys = List.copyOf(next);
        sums = new long[keys.size() * Columns.CELLS];
        beat = new long[keys.size() * Columns.CELLS];
        rates = new long[keys.size() * Columns.CELLS];
        hosts = new int[keys.size()];
    }

    void add(int slot, int column, long packets, long bytes, long flows) {
        if (slot >= 0) {
            add(beat, slot * Columns.CELLS + column * Columns.UNITS, packets, bytes, flows);
        }
    }

    void subtract(int slot, int column, long packets, long bytes, long flows) {
        restore(slot, column, -packets, -bytes, -flows);
    }

    /** Adds what a host has at the moment, after {@link #reset}. */
    void restore(int slot, int column, long packets, long bytes, long flows) {
        if (slot >= 0) {
            add(sums, slot * Columns.CELLS + column * Columns.UNITS, packets, bytes, flows);
        }
    }

    /** Adds all a host has at the moment. */
    void restore(int slot, HostCells cells, int first) {
        for (int cell = first; cell != HostCells.NONE; cell = cells.next(cell)) {
            long[] words = cells.chunk(cell);
            int at = HostCells.at(cell);
            int column = cells.column(cell);
            restore(
                    slot,
                    column,
                    words[at + HostCells.PACKETS],
                    words[at + HostCells.BYTES],
                    words[at + HostCells.FLOWS]);
            change(slot, column, words[at + HostCells.PACKET_RATE], words[at + HostCells.BYTE_RATE]);
        }
    }

    private static void add(long[] cells, int at, long packets, long bytes, long flows) {
        cells[at] += packets;
        cells[at + 1] += bytes;
        cells[at + 2] += flows;
    }

    /** Changes the rates of what lasts. */
    void change(int slot, int column, long packets, long bytes) {
        if (slot >= 0) {
            int at = slot * Columns.CELLS + column * Columns.UNITS;
            rates[at] += packets;
            rates[at + 1] += bytes;
        }
    }

    void host(int slot, int change) {
        if (slot >= 0) {
            hosts[slot] += change;
        }
    }

    int hosts(int slot) {
        return hosts[slot];
    }

    /** The end of a beat: what was added becomes part of the sums, and the averages move on. */
    void tick(double seconds, double decay, double window) {
        windowSeconds = window;
        double weight = (1 - decay) / seconds;
        double rateWeight = (1 - decay) / Spread.UNIT;
        for (int i = 0; i < averages.length; i++) {
            sums[i] += beat[i];
            averages[i] = (float) (averages[i] * decay + beat[i] * weight + rates[i] * rateWeight);
        }
        Arrays.fill(beat, 0);
    }

    long sum(int slot, Metric metric) {
        int at = slot * Columns.CELLS;
        return Columns.value(sums, at, metric) + Math.round(Columns.rate(rates, at, metric) * windowSeconds);
    }

    double average(int slot, Metric metric) {
        return Columns.value(averages, slot * Columns.CELLS, metric);
    }

    double variance(int slot, int side) {
        int at = slot * Columns.CELLS + (side + Columns.VARIANCE) * Columns.UNITS;
        return sums[at] + rates[at] / Spread.UNIT * windowSeconds * windowSeconds;
    }

    /** The moving average of the variance of a side's packets, a second. */
    double averageVariance(int slot, int side) {
        return averages[slot * Columns.CELLS + (side + Columns.VARIANCE) * Columns.UNITS];
    }

    Rates rates(int slot, double windowSeconds) {
        long[] values = new long[Metric.COUNT];
        for (Metric metric : Metric.all()) {
            values[metric.ordinal()] = Math.round(sum(slot, metric) / windowSeconds);
        }
        return new Rates(values);
    }
}
