// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.nio.ByteBuffer;
import java.util.Random;
import polder.wire.Address;

/** The frames of one attack at a time: made when it is aimed, then changed in place packet by packet. */
final class Flood {
    /** So many frames can wait in one batch. */
    static final int SLOTS = 256;

    static final int BYTES = SLOTS * Frame.MAX;

    /** 198.18.0.0/15 (RFC 2544): addresses nobody has. */
    private static final Address SPOOFED4 = Address.parse("198.18.0.0");

    private static final Address SPOOFED6 = Address.parse("2001:db8:fffe::");
    private static final int REFLECTORS = 200;
    private static final int NONE = -1;

    private final ByteBuffer out;
    private final int start;
    private final Random random;
    private Vector vector = Vector.SYN_FLOOD;
    private int protocol;
    private int slot;

    Flood(ByteBuffer out, int start, Random random) {
        this.out = out;
        this.start = start;
        this.random = random;
    }

    /** Begins another attack. */
    void aim(Vector at, Address victim) {
        vector = at;
        protocol = at == Vector.SYN_FLOOD ? Frame.TCP : at == Vector.ICMP_FLOOD ? Frame.ICMP : Frame.UDP;
        for (int i = 0; i < SLOTS; i++) {
            int offset = start + i * Frame.MAX;
            make(offset, victim);
            Frame.seal(out, offset, at.length);
        }
    }

    private void make(int at, Address victim) {
        int payload = Frame.ip(out, at, vector.length, protocol, vector.v6() ? SPOOFED6 : SPOOFED4, victim);
        switch (vector) {
            case SYN_FLOOD -> Frame.tcp(out, payload, 1024, vector.targetPort, Frame.SYN, 40);
            case ICMP_FLOOD -> Frame.echo(out, payload, 8, 1);
                // more fragments follow, this one starts at byte 1480
            case FRAGMENT_FLOOD -> out.putShort(at + Frame.FRAGMENT4, (short) (0x2000 | 1480 / 8));
            default -> Frame.udp(out, payload, vector.sourcePort, vector.targetPort, at + vector.length - payload);
        }
    }

    int length() {
        return vector.length;
    }

    /** The next packet: another source, other ports; gives where it lies. */
    int next() {
        slot = (slot + 1) % SLOTS;
        int at = start + slot * Frame.MAX;
        int draw = random.nextInt();
        if (vector.v6()) {
            int checksum = at + Frame.PAYLOAD6 + Frame.checksumOffset(protocol);
            Frame.patch(out, at + Frame.SOURCE6 + 14, draw, checksum);
            Frame.patch(out, at + Frame.PAYLOAD6, 1024 + (draw >>> 17), checksum);
            return at;
        }
        source4(at, vector.amplification() ? 1 + (draw & 0x7fff) % REFLECTORS : draw & 0x1ffff);
        Frame.patch(out, at + Frame.ID4, draw >>> 16, at + Frame.CHECKSUM4);
        int port = port(at);
        if (port != NONE) {
            int checksum = at + Frame.PAYLOAD4 + Frame.checksumOffset(protocol);
            Frame.patch(out, port, 1024 + (draw >>> 17), checksum);
        }
        return at;
    }

    /** The source address is covered by the checksum of IP, and by that of TCP and UDP. */
    private void source4(int at, int host) {
        int source = (int) SPOOFED4.low() + host;
        int sum = at + Frame.CHECKSUM4;
        int place = at + Frame.SOURCE4;
        if (vector == Vector.ICMP_FLOOD || vector == Vector.FRAGMENT_FLOOD) {
            Frame.patch(out, place, source >>> 16, sum);
            Frame.patch(out, place + 2, source, sum);
        } else {
            int other = at + Frame.PAYLOAD4 + Frame.checksumOffset(protocol);
            Frame.patch(out, place, source >>> 16, sum, other);
            Frame.patch(out, place + 2, source, sum, other);
        }
    }

    /** The port that varies: the victim's in an amplification, the source's in other floods. */
    private int port(int at) {
        return switch (vector) {
            case ICMP_FLOOD, FRAGMENT_FLOOD -> NONE;
            case SYN_FLOOD -> at + Frame.PAYLOAD4;
            default -> at + Frame.PAYLOAD4 + 2;
        };
    }
}
