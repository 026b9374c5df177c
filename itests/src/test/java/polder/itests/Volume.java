// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import polder.wire.Address;

/** Packets and the bytes of their IP packets. */
record Volume(long packets, long bytes) {
    static final Volume NONE = new Volume(0, 0);

    Volume plus(Volume other) {
        return new Volume(packets + other.packets, bytes + other.bytes);
    }

    /**
     * What a capture file holds, read without any code of the appliance.
     *
     * @param byTarget the volume to each target
     * @param squares the sum of the squared lengths of each target's packets
     */
    record Held(Map<Address, Volume> byTarget, Map<Address, Double> squares) {
        Volume total() {
            return byTarget.values().stream().reduce(NONE, Volume::plus);
        }

        private void add(Address target, int length) {
            byTarget.merge(target, new Volume(1, length), Volume::plus);
            squares.merge(target, (double) length * length, Double::sum);
        }
    }

    /** Reads a pcap file of Ethernet frames, which may have tags; those that are neither IPv4 nor IPv6 are left out. */
    static Held of(Path capture) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(capture));
        int magic = in.getInt(0);
        boolean little = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
        Held held = new Held(new HashMap<>(), new HashMap<>());
        for (int at = 24; at < in.limit(); ) {
            int captured = in.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                    .getInt(at + 8);
            int frame = at + 16;
            in.order(ByteOrder.BIG_ENDIAN);
            int type = frame + 12;
            while (in.getShort(type) == (short) 0x8100 || in.getShort(type) == (short) 0x88a8) {
                type += 4;
            }
            int etherType = in.getShort(type) & 0xffff;
            int ip = type + 2;
            if (etherType == 0x0800) {
                held.add(Address.v4(in.getInt(ip + 16)), in.getShort(ip + 2) & 0xffff);
            } else if (etherType == 0x86dd) {
                Address target = new Address(in.getLong(ip + 24), in.getLong(ip + 32));
                held.add(target, 40 + (in.getShort(ip + 4) & 0xffff));
            }
            at = frame + captured;
        }
        return held;
    }
}
