// SPDX-License-Identifier: Apache-2.0

import java.nio.ByteBuffer;

/** Makes up flows: from 198.18.0.0/15 to the 65,536 hosts of 10.10.0.0/16, each in its turn. */
final class Flows {
    static final int HOSTS = 65_536;
    static final int PACKETS = 10;
    static final int BYTES = 5000;

    private int count;
    private int seed = 1;
    int source;
    int destination;
    int ports;
    boolean tcp;

    Flows next() {
        seed = seed * 1103515245 + 12345;
        // odd factors and a shifted xor map 16 bits one to one: every host once, in no order a cache could guess
        int host = count++ * 0x9e37 & 0xffff;
        host = (host ^ host >>> 7) * 0x6a2d & 0xffff;
        source = 0xc6120000 | seed >>> 15;
        destination = 0x0a0a0000 | host;
        tcp = (seed & 0x10000) == 0;
        ports = 1024 + (seed >>> 17) << 16 | (tcp ? 443 : 53);
        return this;
    }

    byte protocol() {
        return (byte) (tcp ? 6 : 17);
    }

    byte flags() {
        return (byte) (tcp ? 0x18 : 0);
    }

    /** Fields 8, 12, 7, 11, 4, 5, 6, 61, 10 and 14, which the templates of NetFlow 9 and IPFIX have alike. */
    void put(ByteBuffer out) {
        out.putInt(source).putInt(destination).putInt(ports);
        out.put(protocol()).put((byte) 0).put(flags()).put((byte) 0).putInt(1).putInt(2);
    }
}
