// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A few bytes of memory for the arguments of system calls, in the machine's byte order. */
final class Scratch {
    final ByteBuffer bytes;
    /** Where they lie. */
    final long at;

    Scratch(int size) {
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        at = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
    }

    /** Writes a text and a zero at the beginning, and zeros up to a length. */
    void text(String text, int length) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < length; i++) {
            bytes.put(i, i < name.length ? name[i] : 0);
        }
    }
}
