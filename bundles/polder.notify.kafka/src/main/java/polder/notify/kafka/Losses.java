// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.flow.FlowExport;
import polder.api.traffic.HostGroup;

/** Tells of flows that did not arrive: at once, then once a minute, and when it is over. Used by one thread. */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.kafka");
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final FlowKeys keys;
    private long told = System.nanoTime() - MINUTE;
    private long sent;
    private long lost;
    private long dropped;
    private volatile boolean over = true;

    Losses(FlowKeys keys) {
        this.keys = keys;
    }

    /** Whether none are lost just now. Any thread. */
    boolean isOver() {
        return over;
    }

    /**
     * To be called every second or so.
     *
     * @param stuck whether there is no client
     * @return whether for a minute nothing has arrived and something was lost
     */
    boolean look(FlowExport now, boolean stuck, long nanos) {
        boolean worse = stuck || now.lost() > lost || now.dropped() > dropped;
        if (worse) {
            over = false;
        }
        if (over || nanos - told < MINUTE) {
            return false;
        }
        boolean silent = worse && now.sent() == sent;
        if (worse) {
            tell(now, silent ? Producers.silence(keys.link()) : "");
        } else {
            over = true;
            LOG.info("{}: flows reach {} again", keys.name(), now.to());
        }
        told = nanos;
        sent = now.sent();
        lost = now.lost();
        dropped = now.dropped();
        return silent;
    }

    private void tell(FlowExport now, String silence) {
        String why = silence.isEmpty() ? now.failure() : "no broker answers (" + silence + ")";
        LOG.warn(
                "{}: of {} flows for {} {} were lost{} and {} dropped as they came faster than they were taken; {} sent",
                keys.name(),
                now.taken() + now.dropped(),
                now.to(),
                now.lost() - lost,
                why.isEmpty() ? "" : " (" + why + ")",
                now.dropped() - dropped,
                now.sent());
    }

    /** At the end. */
    void last(FlowExport now) {
        long unsent = now.lost() - lost;
        if (unsent > 0) {
            LOG.warn("{}: {} flows could not be sent before it was stopped", keys.name(), unsent);
        }
    }

    /** Tells of groups that are to be taken and are not there. */
    void unknown(List<HostGroup> groups) {
        for (String name : keys.groups()) {
            if (groups.stream()
                    .noneMatch(group ->
                            group.name().equals(name) && !group.networks().isEmpty())) {
                LOG.warn("{}: there is no group {} with networks, whose flows it is to take", keys.name(), name);
            }
        }
    }
}
