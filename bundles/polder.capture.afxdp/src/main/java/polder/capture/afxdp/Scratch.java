// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A little memory for the structures of system calls, in native byte order. */
final class Scratch {
    final ByteBuffer bytes;
    final long at;

    Scratch(int size) {
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        at = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
    }

    /** All zero, as the kernel wants what it does not know. */
    Scratch zero() {
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) 0);
        }
        return this;
    }

    /** Puts a text and a zero. */
    Scratch text(int offset, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
        bytes.put(offset, ascii).put(offset + ascii.length, (byte) 0);
        return this;
    }
}
