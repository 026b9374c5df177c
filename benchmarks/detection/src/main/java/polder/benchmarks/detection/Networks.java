// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import polder.wire.Address;
import polder.wire.Prefix;

/** Where the hosts lie: see the groups in {@code etc/}. */
final class Networks {
    static final String DEFAULT = "198.18.0.0";
    static final String HOSTING = "198.18.64.0";
    static final String WEB = "198.18.128.0";
    static final String INFRA = "198.18.129.0";
    static final String BACKUP = "198.18.130.0";
    static final String SHOP = "198.18.136.0";
    static final Prefix ALL = Prefix.parse("198.18.0.0/16");
    /** Nothing else lies in these. */
    static final Prefix CARPET_20 = Prefix.parse("198.18.144.0/20");

    /** Where in a network the targets of attacks begin; the hosts of the background lie before. */
    static final int TARGETS = 8192;

    private static final long V6 = 0x2001_0db8_000b_0000L;

    private Networks() {}

    static Address host(String network, int offset) {
        return Address.v4((int) Address.parse(network).low() + offset);
    }

    /** Of the network of IPv6 with this number: 0 default, 1 hosting, 2 web, 3 infra, 4 shop. */
    static Address host6(int network, int offset) {
        return new Address(V6 | network, offset + 1L);
    }

    /** A /24 with nothing else in it. */
    static Prefix carpet24(int number) {
        return new Prefix(Address.v4((int) Address.parse("198.18.160.0").low() + (number << 8)), 24);
    }
}
