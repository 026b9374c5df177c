// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.nio.ByteBuffer;
import polder.api.capture.PacketBatch;
import polder.wire.Address;

/** A frame read back, written apart from the code that makes frames. */
record Dissected(
        Address from, Address to, int protocol, boolean fragment, int sourcePort, int targetPort, int tcpFlags) {
    static Dissected of(PacketBatch batch, int packet) {
        byte[] bytes = new byte[batch.length(packet)];
        batch.bytes().get(batch.offset(packet), bytes);
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        boolean v4 = frame.getShort(12) == 0x0800;
        if (!v4 && (frame.getShort(12) & 0xffff) != 0x86dd) {
            throw new AssertionError("not IP");
        }
        int total = v4 ? frame.getShort(16) : frame.getShort(18) + 40;
        if (total + 14 != bytes.length) {
            throw new AssertionError("IP says " + total + " of " + bytes.length);
        }
        return v4 ? v4(frame) : v6(frame);
    }

    private static Dissected v4(ByteBuffer frame) {
        int protocol = frame.get(23);
        boolean fragment = (frame.getShort(20) & 0x3fff) != 0;
        check(0, frame, 14, 34);
        if (!fragment) {
            check(
                    protocol == 1 ? 0 : sum(frame, 26, 34) + protocol + frame.capacity() - 34,
                    frame,
                    34,
                    frame.capacity());
        }
        return with(Address.v4(frame.getInt(26)), Address.v4(frame.getInt(30)), protocol, fragment, frame, 34);
    }

    private static Dissected v6(ByteBuffer frame) {
        int protocol = frame.get(20);
        check(sum(frame, 22, 54) + protocol + frame.capacity() - 54, frame, 54, frame.capacity());
        Address from = new Address(frame.getLong(22), frame.getLong(30));
        return with(from, new Address(frame.getLong(38), frame.getLong(46)), protocol, false, frame, 54);
    }

    private static Dissected with(Address from, Address to, int protocol, boolean fragment, ByteBuffer frame, int at) {
        boolean ports = !fragment && (protocol == 6 || protocol == 17);
        return new Dissected(
                from,
                to,
                protocol,
                fragment,
                ports ? frame.getShort(at) & 0xffff : 0,
                ports ? frame.getShort(at + 2) & 0xffff : 0,
                protocol == 6 ? frame.get(at + 13) : 0);
    }

    private static void check(long pseudo, ByteBuffer frame, int from, int to) {
        long sum = pseudo + sum(frame, from, to);
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        if (sum != 0xffff) {
            throw new AssertionError("wrong checksum from byte " + from);
        }
    }

    private static long sum(ByteBuffer frame, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += (frame.get(i) & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        return sum;
    }
}
