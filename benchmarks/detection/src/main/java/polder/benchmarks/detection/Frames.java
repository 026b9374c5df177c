// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.nio.ByteBuffer;
import polder.wire.Address;

/** Writes the beginning of the frame that holds a packet: Ethernet, IP, and what comes next. */
final class Frames {
    /** Longer than any of them. */
    static final int MOST = 128;

    static final int ETHERNET = 14;

    private static final int FRAGMENT_OFFSET = 185;
    private static final int TTL = 60;

    private Frames() {}

    /** Writes at an index; gives how many bytes are there. */
    static int write(ByteBuffer out, int at, Parcel parcel) {
        boolean v4 = Address.isV4(parcel.toHigh, parcel.toLow);
        out.putLong(at, 0x0200_0000_0001_0200L).putInt(at + 8, 2).putShort(at + 12, (short) (v4 ? 0x0800 : 0x86dd));
        int ip = at + ETHERNET;
        int next = v4 ? ipv4(out, ip, parcel) : ipv6(out, ip, parcel);
        return (parcel.fragment ? next + 8 : transport(out, next, parcel)) - at;
    }

    private static int ipv4(ByteBuffer out, int at, Parcel parcel) {
        out.putInt(at, 0x4500_0000 | parcel.length)
                .putInt(at + 4, parcel.fragment ? 0x0001_2000 | FRAGMENT_OFFSET : 0x0001_4000)
                .putInt(at + 8, (TTL << 24) | (parcel.protocol << 16))
                .putInt(at + 12, (int) parcel.fromLow)
                .putInt(at + 16, (int) parcel.toLow);
        return at + 20;
    }

    private static int ipv6(ByteBuffer out, int at, Parcel parcel) {
        int next = parcel.fragment ? 44 : parcel.protocol;
        out.putInt(at, 0x6000_0000)
                .putInt(at + 4, ((parcel.length - 40) << 16) | (next << 8) | TTL)
                .putLong(at + 8, parcel.fromHigh)
                .putLong(at + 16, parcel.fromLow)
                .putLong(at + 24, parcel.toHigh)
                .putLong(at + 32, parcel.toLow);
        if (parcel.fragment) {
            out.putInt(at + 40, (parcel.protocol << 24) | (FRAGMENT_OFFSET << 3) | 1)
                    .putInt(at + 44, 1);
            return at + 48;
        }
        return at + 40;
    }

    private static int transport(ByteBuffer out, int at, Parcel parcel) {
        switch (parcel.protocol) {
            case 6 -> {
                out.putInt(at, (parcel.fromPort << 16) | parcel.toPort)
                        .putLong(at + 4, 1)
                        .putInt(at + 12, 0x5000_ffff | (parcel.tcpFlags << 16))
                        .putInt(at + 16, 0);
                return at + 20;
            }
            case 17 -> {
                out.putInt(at, (parcel.fromPort << 16) | parcel.toPort).putInt(at + 4, 500 << 16);
                return at + 8;
            }
            case 47 -> {
                return gre(out, at, parcel);
            }
            default -> {
                out.putLong(at, 0x0800_0000_0000_0001L);
                return at + 8;
            }
        }
    }

    /** GRE with an IPv4 packet of UDP between two hosts that are not ours. */
    private static int gre(ByteBuffer out, int at, Parcel parcel) {
        int inner = at + 4;
        int length = parcel.length - (Address.isV4(parcel.toHigh, parcel.toLow) ? 24 : 44);
        out.putInt(at, 0x0800)
                .putInt(inner, 0x4500_0000 | length)
                .putInt(inner + 4, 0x0001_4000)
                .putInt(inner + 8, (TTL << 24) | (17 << 16))
                .putInt(inner + 12, 0x0c01_0101)
                .putInt(inner + 16, 0x0d01_0101)
                .putInt(inner + 20, 0x1234_5678)
                .putInt(inner + 24, 500 << 16);
        return inner + 28;
    }
}
