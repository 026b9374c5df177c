// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.nio.ByteBuffer;
import polder.wire.Address;

/** Writes Ethernet frames with right lengths and checksums into a buffer. Allocates nothing. */
final class Frame {
    static final int MAX = 1514;
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP6 = 58;
    static final int FIN = 1;
    static final int SYN = 2;
    static final int PSH = 8;
    static final int ACK = 16;

    /** Offsets in the frame. */
    static final int ID4 = 18;

    static final int FRAGMENT4 = 20;
    static final int CHECKSUM4 = 24;
    static final int SOURCE4 = 26;
    static final int SOURCE6 = 22;
    static final int PAYLOAD4 = 34;
    static final int PAYLOAD6 = 54;

    private static final int IP4 = 0x0800;
    private static final int IP6 = 0x86dd;
    private static final long MACS = 0x0200_0000_0001_0200L;
    private static final byte[] ZEROS = new byte[MAX];

    private Frame() {}

    /** Writes an Ethernet and an IP header, and zeros behind them; gives where the payload of IP starts in the buffer. */
    static int ip(ByteBuffer out, int at, int length, int protocol, Address from, Address to) {
        out.put(at, ZEROS, 0, length);
        out.putLong(at, MACS);
        out.putInt(at + 8, 2);
        if (from.isV4()) {
            out.putShort(at + 12, (short) IP4);
            out.putInt(at + 14, 0x4500_0000 | (length - 14));
            out.putInt(at + ID4, 0x4000);
            out.putShort(at + 22, (short) (58 << 8 | protocol));
            out.putInt(at + SOURCE4, (int) from.low()).putInt(at + 30, (int) to.low());
            return at + PAYLOAD4;
        }
        out.putShort(at + 12, (short) IP6);
        out.putInt(at + 14, 0x6000_0000);
        out.putInt(at + 18, (length - PAYLOAD6) << 16 | protocol << 8 | 58);
        out.putLong(at + SOURCE6, from.high()).putLong(at + 30, from.low());
        out.putLong(at + 38, to.high()).putLong(at + 46, to.low());
        return at + PAYLOAD6;
    }

    /** A TCP header of so many bytes; behind the first 20 there are options, all of them End of Option List. */
    static void tcp(ByteBuffer out, int at, int from, int to, int flags, int headerLength) {
        out.putInt(at, from << 16 | to);
        out.putInt(at + 4, from * 0x9e37).putInt(at + 8, (flags & ACK) == 0 ? 0 : to * 0x79b9);
        out.putInt(at + 12, headerLength << 26 | flags << 16 | 0xfaf0);
    }

    static void udp(ByteBuffer out, int at, int from, int to, int length) {
        out.putInt(at, from << 16 | to).putInt(at + 4, length << 16);
    }

    /** An echo request or answer. */
    static void echo(ByteBuffer out, int at, int type, int sequence) {
        out.put(at, (byte) type).putInt(at + 4, 0x1d0b_0000 | sequence);
    }

    /** Sets the checksums of a finished frame. */
    static void seal(ByteBuffer out, int at, int length) {
        if (out.getShort(at + 12) == IP4) {
            out.putShort(at + CHECKSUM4, (short) ~fold(sum(out, at + 14, at + PAYLOAD4)));
            if ((out.getShort(at + FRAGMENT4) & 0x3fff) != 0) {
                return;
            }
            int protocol = out.get(at + 23);
            long pseudo = protocol == ICMP ? 0 : sum(out, at + SOURCE4, at + PAYLOAD4) + protocol + length - PAYLOAD4;
            sealPayload(out, at + PAYLOAD4, at + length, protocol, pseudo);
        } else {
            int protocol = out.get(at + 20);
            long pseudo = sum(out, at + SOURCE6, at + PAYLOAD6) + protocol + length - PAYLOAD6;
            sealPayload(out, at + PAYLOAD6, at + length, protocol, pseudo);
        }
    }

    private static void sealPayload(ByteBuffer out, int from, int to, int protocol, long pseudo) {
        putChecksum(out, from + checksumOffset(protocol), (int) fold(pseudo + sum(out, from, to)));
    }

    /** Where the checksum lies in a header. */
    static int checksumOffset(int protocol) {
        return protocol == TCP ? 16 : protocol == UDP ? 6 : 2;
    }

    /** A checksum of zero would mean none in UDP; the other zero of one's complement is as good everywhere. */
    private static void putChecksum(ByteBuffer out, int at, int sum) {
        int checksum = ~sum & 0xffff;
        out.putShort(at, (short) (checksum == 0 ? 0xffff : checksum));
    }

    /** Changes 16 bits of a sealed frame and its checksum (RFC 1624, equation 3). */
    static void patch(ByteBuffer out, int at, int value, int checksumAt) {
        long sum = (long) (~out.getShort(checksumAt) & 0xffff) + (~out.getShort(at) & 0xffff) + (value & 0xffff);
        out.putShort(at, (short) value);
        putChecksum(out, checksumAt, (int) fold(sum));
    }

    /** Changes 16 bits of a sealed frame that two checksums cover. */
    static void patch(ByteBuffer out, int at, int value, int checksumAt, int otherChecksumAt) {
        int before = out.getShort(at);
        patch(out, at, value, checksumAt);
        out.putShort(at, (short) before);
        patch(out, at, value, otherChecksumAt);
    }

    private static long sum(ByteBuffer in, int from, int to) {
        long sum = 0;
        for (int i = from; i + 1 < to; i += 2) {
            sum += in.getShort(i) & 0xffff;
        }
        return ((to - from) & 1) == 0 ? sum : sum + ((in.get(to - 1) & 0xff) << 8);
    }

    private static long fold(long sum) {
        long folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }
}
