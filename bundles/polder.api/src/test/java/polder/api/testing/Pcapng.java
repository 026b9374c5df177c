// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the blocks of a pcapng file (draft-ietf-opsawg-pcapng): sections, interfaces, enhanced and simple packets. */
final class Pcapng {
    private static final int SECTION = 0x0a0d0d0a;
    private static final int BYTE_ORDER = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int SIMPLE = 3;
    private static final int ENHANCED = 6;
    private static final int RESOLUTION = 9;
    private static final long SECOND = 1_000_000_000;

    private record Interface(int linkType, int snapLength, BigInteger unitsPerSecond) {}

    private final ByteBuffer in;
    private final List<Packet> frames;
    private final List<Interface> interfaces = new ArrayList<>();

    Pcapng(ByteBuffer in, List<Packet> frames) {
        this.in = in;
        this.frames = frames;
    }

    /** Each block: type 4, total length 4, body, total length again 4; padded to 4 bytes. */
    void read() {
        int at = 0;
        while (in.limit() - at >= 12) {
            if (in.getInt(at) == SECTION) {
                in.order(
                        in.order(ByteOrder.BIG_ENDIAN).getInt(at + 8) == BYTE_ORDER
                                ? ByteOrder.BIG_ENDIAN
                                : ByteOrder.LITTLE_ENDIAN);
                interfaces.clear();
            }
            int length = in.getInt(at + 4);
            if (length < 12 || length > in.limit() - at) {
                return;
            }
            block(in.getInt(at), at + 8, at + length - 4);
            at += length;
        }
    }

    private void block(int type, int at, int end) {
        if (type == INTERFACE && end - at >= 8) {
            interfaces.add(new Interface(in.getShort(at) & 0xffff, in.getInt(at + 4), resolution(at + 8, end)));
        } else if (type == ENHANCED && end - at >= 20) {
            Interface source = interfaces.get(in.getInt(at));
            BigInteger units = BigInteger.valueOf(in.getInt(at + 4) & 0xffff_ffffL)
                    .shiftLeft(32)
                    .or(BigInteger.valueOf(in.getInt(at + 8) & 0xffff_ffffL));
            long nanos = units.multiply(BigInteger.valueOf(SECOND))
                    .divide(source.unitsPerSecond)
                    .longValue();
            add(source, at + 20, Math.min(in.getInt(at + 12), end - at - 20), in.getInt(at + 16), nanos);
        } else if (type == SIMPLE && end - at >= 4) {
            Interface source = interfaces.get(0);
            int wireLength = in.getInt(at);
            int captured = source.snapLength > 0 ? Math.min(wireLength, source.snapLength) : wireLength;
            add(source, at + 4, Math.min(captured, end - at - 4), wireLength, 0);
        }
    }

    private void add(Interface source, int at, int captured, int wireLength, long nanos) {
        byte[] bytes = new byte[Math.max(0, captured)];
        in.get(at, bytes);
        frames.add(Packet.frame(source.linkType, bytes, wireLength, nanos));
    }

    /** Option if_tsresol: a negative power of 10, or of 2 with the highest bit set; microseconds when absent. */
    private BigInteger resolution(int first, int end) {
        int at = first;
        while (end - at >= 5) {
            int code = in.getShort(at) & 0xffff;
            int length = in.getShort(at + 2) & 0xffff;
            if (code == RESOLUTION) {
                int value = in.get(at + 4);
                return value < 0 ? BigInteger.ONE.shiftLeft(value & 0x7f) : BigInteger.TEN.pow(value);
            }
            at += 4 + ((length + 3) & ~3);
        }
        return BigInteger.valueOf(1_000_000);
    }
}
