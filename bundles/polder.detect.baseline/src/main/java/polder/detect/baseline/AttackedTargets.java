// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import polder.api.attack.Attack;
import polder.wire.Prefix;

/**
 * Who is under attack, so that nothing is learned from it: what was told of as an alert by another detector or banned by hand. An
 * attack that goes on for long is usual traffic over a limit that is too low; without learning from it no better one could be proposed.
 */
final class AttackedTargets {
    /** Seconds for which it holds that a target is attacked. */
    static final int FRESH = 2;

    static final Duration LONGEST = Duration.ofHours(6);
    /** Of more attacks than this nobody looks whose network they are in. */
    private static final int FEW = 100;

    private static final String OWN = "polder.detect.baseline";

    /** Networks under attack; their hosts are. */
    private List<Prefix> networks = List.of();

    private List<Prefix> hosts = List.of();

    /** To be called once a second. Allocates only while there are attacks. */
    void refresh(List<Attack> active, long epochSecond, Learning learning) {
        networks = List.of();
        hosts = List.of();
        if (active.isEmpty()) {
            return; // without an iterator
        }
        for (Attack attack : active) {
            if (teachesNothing(attack, Instant.ofEpochSecond(epochSecond))) {
                add(attack, (int) epochSecond, learning);
            }
        }
    }

    private static boolean teachesNothing(Attack attack, Instant now) {
        boolean isOurs = !attack.rules().isEmpty()
                && attack.rules().stream().allMatch(rule -> rule.detector().equals(OWN));
        return !attack.isWarning() && !isOurs && attack.since().plus(LONGEST).isAfter(now);
    }

    private void add(Attack attack, int second, Learning learning) {
        Prefix target = attack.target();
        if (target.length() == 0) {
            learning.groupAttacked(attack.group(), second);
        } else if (target.isHost()) {
            hosts = with(hosts, target);
            learning.hostAttacked(target.base(), second);
        } else {
            networks = with(networks, target);
        }
    }

    private static List<Prefix> with(List<Prefix> some, Prefix one) {
        List<Prefix> more = some.isEmpty() ? new ArrayList<>() : some;
        more.add(one);
        return more;
    }

    boolean hasNetworks() {
        return !networks.isEmpty();
    }

    /** Whether a network under attack holds a host. */
    boolean holds(Prefix host) {
        return any(networks, network -> network.contains(host.base()));
    }

    /** Whether something in a network is under attack. */
    boolean touches(Prefix network) {
        if (hosts.isEmpty() && networks.isEmpty()) {
            return false; // without lambdas
        }
        return hosts.size() > FEW
                || any(hosts, host -> network.contains(host.base()))
                || any(networks, other -> network.contains(other.base()) || other.contains(network.base()));
    }

    private static boolean any(List<Prefix> all, Predicate<Prefix> is) {
        return !all.isEmpty() && all.stream().anyMatch(is);
    }
}
