// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames of an attack as a file to attach: pcapng, cut where it would be too long, between two blocks, so that it can be read.
 *
 * @param name of the file
 * @param packets in it
 */
@SuppressWarnings("ArrayRecordComponent") // it is written once and read once
record Frames(String name, byte[] bytes, int packets) {
    /** Bytes before the body of a block: type and length. */
    private static final int HEAD = 8;

    private static final int SECTION = 0x0a0d0d0a;
    private static final int MAGIC = 0x1a2b3c4d;
    private static final int PACKET = 6;

    /**
     * Reads a file.
     *
     * @param most bytes to attach
     * @return null when there is nothing in it that can be attached
     */
    static @Nullable Frames read(Path file, String name, long most) throws IOException {
        byte[] all;
        try (InputStream in = Files.newInputStream(file)) {
            all = in.readNBytes((int) most);
        }
        ByteBuffer blocks = ByteBuffer.wrap(all);
        int packets = 0;
        int end = 0;
        while (end + HEAD + Integer.BYTES <= all.length) {
            int type = blocks.order(order(blocks, end)).getInt(end);
            int length = blocks.getInt(end + Integer.BYTES);
            if (length < HEAD + Integer.BYTES || length > all.length - end) {
                break;
            }
            packets += type == PACKET ? 1 : 0;
            end += length;
        }
        return packets == 0 ? null : new Frames(name, Arrays.copyOf(all, end), packets);
    }

    /** That of the section a block begins, or the one before it. */
    private static ByteOrder order(ByteBuffer blocks, int at) {
        if (blocks.getInt(at) != SECTION) {
            return blocks.order();
        }
        int magic = blocks.order(ByteOrder.BIG_ENDIAN).getInt(at + HEAD);
        return magic == MAGIC ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
