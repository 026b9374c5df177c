// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import polder.wire.Address;
import polder.wire.Prefix;

/** The hosts of the networks, the busiest first: the n-th has 1/n of the first one's traffic (Zipf). */
final class Hosts {
    private static final int PER_NETWORK = 200;

    private final List<Address> all = new ArrayList<>();
    private final List<Address> v4;
    private final List<Address> v6;
    private final double[] shares;

    Hosts(List<Prefix> networks, Random random) {
        networks.forEach(this::add);
        Collections.shuffle(all, random);
        v4 = all.stream().filter(Address::isV4).toList();
        v6 = all.stream().filter(host -> !host.isV4()).toList();
        shares = new double[all.size()];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += 1.0 / (i + 1);
            shares[i] = sum;
        }
    }

    /** The first addresses of a network, without its own and the last one where it has more than two. */
    private void add(Prefix network) {
        int hostBits = Math.min(128 - network.bits(), 16);
        int first = hostBits > 1 ? 1 : 0;
        int count = Math.min(PER_NETWORK, (1 << hostBits) - 2 * first);
        for (int i = 0; i < count; i++) {
            Address base = network.base();
            all.add(new Address(base.high(), base.low() + first + i));
        }
    }

    /** A host, as often as it is busy. */
    Address busy(Random random) {
        double mark = random.nextDouble() * shares[shares.length - 1];
        int i = 0;
        while (shares[i] < mark) {
            i++;
        }
        return all.get(i);
    }

    List<Address> all() {
        return all;
    }

    /** The one to be attacked; another one each time. */
    Address victim(int attack, boolean ofV6) {
        List<Address> family = ofV6 ? v6 : v4;
        return family.get(attack % family.size());
    }

    boolean hasV4() {
        return !v4.isEmpty();
    }

    boolean hasV6() {
        return !v6.isEmpty();
    }
}
