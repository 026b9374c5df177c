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
    /** An IPv6 header is so much longer. */
    private static final int LONGER6 = 20;

    private final ByteBuffer out;
    private final int start;
    private final Random random;
    private Vector vector = Vector.SYN_FLOOD;
    private boolean v6;
    private int length;
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
        v6 = !victim.isV4();
        protocol = protocol();
        length = v6 && !at.v6() ? Math.min(Frame.MAX, at.length + LONGER6) : at.length;
        for (int i = 0; i < SLOTS; i++) {
            int offset = start + i * Frame.MAX;
            make(offset, victim);
            Frame.seal(out, offset, length);
        }
    }

    private int protocol() {
        return switch (vector) {
            case SYN_FLOOD, ACK_FLOOD -> Frame.TCP;
            case ICMP_FLOOD -> v6 ? Frame.ICMP6 : Frame.ICMP;
            default -> Frame.UDP;
        };
    }

    private void make(int at, Address victim) {
        int payload = Frame.ip(out, at, length, protocol, v6 ? SPOOFED6 : SPOOFED4, victim);
        switch (vector) {
            case SYN_FLOOD -> Frame.tcp(out, payload, 1024, vector.targetPort, Frame.SYN, 40);
            case ACK_FLOOD -> Frame.tcp(out, payload, 1024, vector.targetPort, Frame.ACK, 20);
            case ICMP_FLOOD -> Frame.echo(out, payload, v6 ? 128 : 8, 1);
                // more fragments follow, this one starts at byte 1480
            case FRAGMENT_FLOOD -> out.putShort(at + Frame.FRAGMENT4, (short) (0x2000 | 1480 / 8));
            default -> Frame.udp(out, payload, vector.sourcePort, vector.targetPort, at + length - payload);
        }
    }

    int length() {
        return length;
    }

    /** The next packet: another source, other ports; gives where it lies. */
    int next() {
        slot = (slot + 1) % SLOTS;
        int at = start + slot * Frame.MAX;
        int draw = random.nextInt();
        int payload = at + (v6 ? Frame.PAYLOAD6 : Frame.PAYLOAD4);
        if (v6) {
            Frame.patch(out, at + Frame.SOURCE6 + 14, draw, payload + Frame.checksumOffset(protocol));
        } else {
            source4(at, vector.amplification() ? 1 + (draw & 0x7fff) % REFLECTORS : draw & 0x1ffff);
            Frame.patch(out, at + Frame.ID4, draw >>> 16, at + Frame.CHECKSUM4);
        }
        int port = port(payload);
        if (port != NONE) {
            Frame.patch(out, port, 1024 + (draw >>> 17), payload + Frame.checksumOffset(protocol));
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
    private int port(int payload) {
        return switch (vector) {
            case ICMP_FLOOD, FRAGMENT_FLOOD -> NONE;
            default -> vector.amplification() ? payload + 2 : payload;
        };
    }
}
