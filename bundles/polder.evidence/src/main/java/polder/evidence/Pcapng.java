// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the frames of an attack as a file of draft-ietf-opsawg-pcapng: blocks of a type, a length, a body padded to four bytes, and
 * the length again. One interface for each link type, times in nanoseconds.
 */
final class Pcapng {
    private static final int SECTION = 0x0a0d0d0a;
    private static final int INTERFACE = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER = 0x1a2b3c4d;
    private static final int VERSION_1_0 = 0x0001_0000;
    private static final int OPTION_USER_APPLICATION = 4;
    private static final int OPTION_TIME_RESOLUTION = 9;
    private static final int NANOSECONDS = 9;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> linkTypes = new ArrayList<>();
    private final int snapLength;

    private Pcapng(int snapLength) {
        this.snapLength = snapLength;
    }

    /** All frames of an excerpt, in the order of their arrival. */
    static byte[] of(Excerpt excerpt) {
        Pcapng file = new Pcapng(excerpt.frameBytes);
        file.section();
        for (int row : excerpt.order()) {
            if (excerpt.frameLength(row) > 0) {
                file.frame(excerpt, row);
            }
        }
        return file.out.toByteArray();
    }

    private void section() {
        byte[] name = "Polder".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(16 + 4 + padded(name.length) + 4);
        body.putInt(BYTE_ORDER).putInt(VERSION_1_0).putLong(-1);
        body.putShort((short) OPTION_USER_APPLICATION)
                .putShort((short) name.length)
                .put(name);
        block(SECTION, body.array());
    }

    private int interfaceOf(int linkType) {
        int known = linkTypes.indexOf(linkType);
        if (known >= 0) {
            return known;
        }
        ByteBuffer body = ByteBuffer.allocate(8 + 8 + 4);
        body.putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        body.putShort((short) OPTION_TIME_RESOLUTION).putShort((short) 1).put((byte) NANOSECONDS);
        block(INTERFACE, body.array());
        linkTypes.add(linkType);
        return linkTypes.size() - 1;
    }

    private void frame(Excerpt excerpt, int row) {
        int captured = excerpt.frameLength(row);
        ByteBuffer body = ByteBuffer.allocate(20 + padded(captured));
        body.putInt(interfaceOf(excerpt.linkType(row)));
        body.putLong(excerpt.arrived(row));
        body.putInt(captured).putInt(Math.max(captured, excerpt.wireLength(row)));
        body.put(excerpt.frames(), excerpt.frameOffset(row), captured);
        block(ENHANCED_PACKET, body.array());
    }

    private void block(int type, byte[] body) {
        int length = body.length + 12;
        out.writeBytes(ByteBuffer.allocate(8).putInt(type).putInt(length).array());
        out.writeBytes(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    }

    private static int padded(int length) {
        return (length + 3) & -4;
    }
}
