// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Counts what is missing among the numbered packets of an NFLOG group. Used by one thread. */
final class NflogSequence {
    /** More than there are kinds of attributes. */
    private static final int MOST = 64;

    private static final int PAYLOAD = 9;
    private static final int SEQUENCE = 12;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private boolean begun;
    private int next;
    private long missing;

    /** Packets that were logged and did not arrive, as far as a later one has told. */
    long missing() {
        return missing;
    }

    /** Header 4, then attributes: length 2, type 2, value padded to 4 bytes; the packet itself is the last. */
    void look(ByteBuffer in, int start, int length) {
        int end = start + length;
        int at = start + 4;
        for (int i = 0; i < MOST && end - at >= 8; i++) {
            int size = Section.u16(in, LITTLE, at);
            int type = Section.u16(in, LITTLE, at + 2);
            if (type == SEQUENCE) {
                arrived(in.getInt(at + 4));
            }
            if (size < 4 || type == PAYLOAD || type == SEQUENCE) {
                return;
            }
            at += (size + 3) & ~3;
        }
    }

    private void arrived(int number) {
        if (begun && number - next > 0) {
            missing += number - next;
        }
        begun = true;
        next = number + 1;
    }
}
