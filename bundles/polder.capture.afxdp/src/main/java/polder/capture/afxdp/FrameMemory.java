// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory frames are received into (UMEM), of whole pages. It is freed when nobody has its buffer any more, since a read from memory
 * that is not there ends the JVM; its pages go back to the system when it is closed.
 */
final class FrameMemory implements Closeable {
    /** The largest page of the machines this runs on. */
    private static final int PAGE = 1 << 16;

    private static final int DONT_NEED = 4;

    final ByteBuffer bytes;
    final long at;

    FrameMemory(String port, long size) throws IOException {
        try {
            Pointer pages = new Memory(size + PAGE).align(PAGE);
            bytes = pages.getByteBuffer(0, size).order(ByteOrder.BIG_ENDIAN);
            at = Pointer.nativeValue(pages);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    port + ": there are no " + (size >> 20) + " MiB for frames; give a smaller memory", e);
        }
    }

    @Override
    public void close() {
        Libc.madvise(at, bytes.capacity(), DONT_NEED);
    }
}
