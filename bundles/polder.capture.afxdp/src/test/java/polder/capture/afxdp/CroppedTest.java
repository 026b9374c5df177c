// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.Test;

public class CroppedTest {
    private static final int OFFSET = 3;

    private final ByteBuffer frame = ByteBuffer.allocateDirect(128);

    /** The length of a frame with these types one after another, of which so many bytes are there. */
    private int length(int captured, int... types) {
        int at = OFFSET + 12;
        for (int type : types) {
            frame.putShort(at, (short) type);
            at += 4;
        }
        return Cropped.length(frame, OFFSET, captured);
    }

    @Test
    public void ipv4SaysItsTotalLength() {
        frame.putShort(OFFSET + 16, (short) 1500);
        assertThat(length(64, 0x0800)).isEqualTo(1514);
    }

    @Test
    public void ipv6SaysItsPayloadLength() {
        frame.putShort(OFFSET + 18, (short) 1460);
        assertThat(length(64, 0x86dd)).isEqualTo(1514);
    }

    @Test
    public void tagsAreFollowed() {
        frame.putShort(OFFSET + 24, (short) 65535);
        assertThat(length(64, 0x88a8, 0x8100, 0x0800)).isEqualTo(65535 + 22);
        assertThat(length(64, 0x8100, 0x8100, 0x8100, 0x8100, 0x8100, 0x0800)).isZero();
    }

    @Test
    public void whatIsNotIpSaysNothing() {
        assertThat(length(64, 0x0806)).isZero();
        assertThat(length(64, 0x8847)).isZero();
    }

    @Test
    public void noByteBehindTheFrameIsRead() {
        assertThat(length(19, 0x0800)).isZero();
        assertThat(length(0, 0x0800)).isZero();
        Random random = new Random(1);
        byte[] bytes = new byte[128];
        for (int round = 0; round < 100_000; round++) {
            random.nextBytes(bytes);
            bytes[12] = (byte) 0x81;
            bytes[13] = 0;
            int captured = random.nextInt(64);
            ByteBuffer whole = ByteBuffer.wrap(bytes, 0, captured).slice();
            assertThat(Cropped.length(whole, 0, captured)).isBetween(0, 65535 + 40 + 34);
        }
    }
}
