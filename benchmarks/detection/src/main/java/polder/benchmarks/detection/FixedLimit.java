// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import polder.api.flow.FlowBatch;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/**
 * The rule to compare with: once a second the rate of that second moves a moving average on, and a host is reported while the average
 * is over its limit. What a flow record counts is counted when it comes. The limits are those the detection is given.
 */
final class FixedLimit {
    private static final Metric[] METRICS = {
        Metric.IN_PACKETS, Metric.IN_BITS, Metric.IN_FLOWS, Metric.OUT_PACKETS, Metric.OUT_BITS, Metric.OUT_FLOWS
    };

    /** What one host has. */
    private static final class Host {
        final Address address;
        final long[] limits = new long[METRICS.length];
        final long[] counted = new long[METRICS.length];
        final long[] averages = new long[METRICS.length];
        /** When it was last over, by direction; and whether that is one alarm still. */
        final long[] over = {Long.MIN_VALUE / 2, Long.MIN_VALUE / 2};

        Host(Address address) {
            this.address = address;
        }
    }

    private final PrefixTable own;
    private final Scenario.Limits limits;
    private final double decay;
    private final long hold;
    private final Map<Address, Host> hosts = new HashMap<>();
    private Host[] recent = new Host[1 << 14];
    private final List<Alarm> alarms = new ArrayList<>();

    /**
     * @param average the time constant in seconds; 0 for none
     * @param hold how long it has to be below its limit before another alarm, nanoseconds
     */
    FixedLimit(PrefixTable own, Scenario.Limits limits, double average, long hold) {
        this.own = own;
        this.limits = limits;
        this.hold = hold;
        decay = average == 0 ? 0 : Math.exp(-1 / average);
    }

    void accept(FlowBatch flows) {
        for (int i = 0; i < flows.size(); i++) {
            boolean to = own.match(flows.targetHigh(i), flows.targetLow(i)) >= 0;
            boolean from = own.match(flows.sourceHigh(i), flows.sourceLow(i)) >= 0;
            if (to && !from) {
                count(host(flows.targetHigh(i), flows.targetLow(i)), 0, flows, i);
            } else if (from && !to) {
                count(host(flows.sourceHigh(i), flows.sourceLow(i)), 3, flows, i);
            }
        }
    }

    private Host host(long high, long low) {
        int place = (int) Draw.mix(high * 31 + low) & (recent.length - 1);
        Host known = recent[place];
        if (known == null || known.address.low() != low || known.address.high() != high) {
            known = hosts.computeIfAbsent(new Address(high, low), this::added);
            recent[place] = known;
        }
        return known;
    }

    private Host added(Address address) {
        Host host = new Host(address);
        for (int m = 0; m < METRICS.length; m++) {
            host.limits[m] = limits.of(address, METRICS[m]);
        }
        return host;
    }

    private static void count(Host host, int side, FlowBatch flows, int i) {
        long rate = flows.samplingRate(i);
        host.counted[side] += flows.packets(i) * rate;
        host.counted[side + 1] += flows.bytes(i) * 8 * rate;
        host.counted[side + 2] += flows.flows(i);
    }

    /** To be called once a second. */
    void second(long nanos) {
        hosts.values().removeIf(host -> judge(host, nanos));
        if (hosts.size() > recent.length) {
            recent = new Host[recent.length * 2];
        } else {
            Arrays.fill(recent, null);
        }
    }

    /** Gives true when the host is of no more interest. */
    private boolean judge(Host host, long nanos) {
        long any = 0;
        int worst = -1;
        for (int m = 0; m < METRICS.length; m++) {
            long instant = host.counted[m];
            host.averages[m] = (long) (instant + decay * (host.averages[m] - instant));
            host.counted[m] = 0;
            any |= host.averages[m];
            if (host.averages[m] > host.limits[m] && (worst < 0 || m % 3 == 0)) {
                worst = m;
                over(host, m, nanos);
            }
        }
        return any == 0 && nanos - Math.max(host.over[0], host.over[1]) > hold;
    }

    private void over(Host host, int m, long nanos) {
        int side = m < 3 ? 0 : 1;
        if (nanos - host.over[side] > hold) {
            Direction direction = side == 0 ? Direction.INCOMING : Direction.OUTGOING;
            String reason = METRICS[m].key() + " " + host.averages[m] + " over " + host.limits[m];
            alarms.add(new Alarm(Prefix.host(host.address), direction, nanos, reason));
        }
        host.over[side] = nanos;
    }

    List<Alarm> alarms() {
        return alarms;
    }
}
