// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** What comes after a header: an {@link EtherType} and where it starts, in one long; or, negative, why that is not known. */
final class Next {
    static final long TRUNCATED = -1;
    static final long NOT_IP = -2;
    static final long UNSUPPORTED = -3;

    private Next() {}

    static long of(int type, int at) {
        return ((long) type << 32) | at;
    }

    static int type(long next) {
        return (int) (next >>> 32);
    }

    static int at(long next) {
        return (int) next;
    }

    /** An IP packet of the version its first four bits tell. */
    static long ofVersion(ByteBuffer in, int at, int end) {
        if (end - at < 1) {
            return TRUNCATED;
        }
        return switch (in.get(at) & 0xf0) {
            case 0x40 -> of(EtherType.IPV4, at);
            case 0x60 -> of(EtherType.IPV6, at);
            default -> UNSUPPORTED;
        };
    }

    /** Why there is no next header. */
    static Frame.Result reason(long next) {
        if (next == TRUNCATED) {
            return Frame.Result.TRUNCATED;
        }
        return next == NOT_IP ? Frame.Result.NOT_IP : Frame.Result.UNSUPPORTED;
    }
}
