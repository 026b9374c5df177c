// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Prefix;

/**
 * The traffic of the last second as it stands at one beat: rows for hosts, and rows for networks, groups and the total. Valid only
 * during the call that passes it, on that thread.
 *
 * <p>Every host that may come near a limit has a row in every window. The others have one about once a second, when what they had in
 * that second is counted.
 */
@ProviderType
public interface TrafficWindow {
    /** The end of the window, nanoseconds since 1970. */
    long epochNanos();

    /** How many rows there are. */
    int size();

    /**
     * How many of the first rows are hosts that may be over a limit. The hosts after them have less than a sixteenth of every limit
     * there is, of each class of traffic.
     */
    default int busy() {
        return hosts();
    }

    /** How many of the first rows are hosts; networks, groups and the total follow. */
    default int hosts() {
        int hosts = 0;
        while (hosts < size() && scope(hosts) == Scope.HOST) {
            hosts++;
        }
        return hosts;
    }

    Scope scope(int row);

    /** The host as a prefix of full length, or the network; {@code ::/0} for group and total rows. Allocates for hosts. */
    Prefix target(int row);

    /** The first 64 bits of the target's address, as in {@link polder.wire.Address}; for hosts at least without allocation. */
    default long high(int row) {
        return target(row).base().high();
    }

    /** The last 64 bits of the target's address. */
    default long low(int row) {
        return target(row).base().low();
    }

    /** The group whose limits apply; the group itself for a group row, {@code default} for the total. */
    HostGroup group(int row);

    /** The rate over the sliding second, scaled by sampling. */
    long rate(int row, Metric metric);

    /** The moving average of that rate. */
    long average(int row, Metric metric);

    /** The rate in the last beat alone, a fraction of a second. */
    long current(int row, Metric metric);

    /**
     * How many independent samples the packets of the sliding second stand on; {@link Long#MAX_VALUE} when every packet was seen.
     * The relative error at 95 % is 1.96·√(1/samples).
     */
    long samples(int row, Direction direction);

    /**
     * The same for the moving averages, which stand on more than a second. No fewer than {@link #samples} when that is not known, which
     * makes an average look less certain than it is.
     */
    default long averageSamples(int row, Direction direction) {
        return samples(row, direction);
    }

    /**
     * About how many different addresses a host got traffic from within the last second, give or take a tenth; of sampled traffic those
     * that were seen. -1 when that is not known: it is counted for busy hosts alone, and not for flows that last longer.
     */
    default long sources(int row) {
        return -1;
    }

    /**
     * The part of a host's traffic that its largest other ends have together: the senders of its incoming, the receivers of its outgoing
     * traffic.
     *
     * @param unit packets (those of flows too) or bits
     * @param most how many of the largest
     * @return from 0 to 1; not a number when it is not known, see {@link #sources}
     */
    default double share(int row, Direction direction, Unit unit, int most) {
        return Double.NaN;
    }

    /** All rates of a row over the sliding second, safe to keep. Allocates. */
    Rates rates(int row);
}
