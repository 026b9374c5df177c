// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.wire.Address;

public class CaptureFileTest {
    private static final long SECOND = 1_000_000_000;
    private static final byte[] FRAME = {1, 2, 3, 4, 5};

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void pcapIsReadInBothByteOrdersWithMicrosAndNanos() throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            expectFrame(read(pcap(order, 0xa1b2c3d4)), 7 * SECOND + 123_000);
            expectFrame(read(pcap(order, 0xa1b23c4d)), 7 * SECOND + 123);
        }
    }

    private static byte[] pcap(ByteOrder order, int magic) {
        ByteBuffer out = ByteBuffer.allocate(24 + 16 + 5).order(order);
        out.putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65535)
                .putInt(113);
        return out.putInt(7).putInt(123).putInt(5).putInt(60).put(FRAME).array();
    }

    private static void expectFrame(CaptureFile file, long nanos) {
        assertThat(file.frames()).hasSize(1);
        Packet packet = file.frames().get(0);
        assertThat(packet.bytes()).isEqualTo(FRAME);
        assertThat(packet.wireLength()).isEqualTo(60);
        assertThat(packet.linkType()).isEqualTo(113);
        assertThat(packet.epochNanos()).isEqualTo(nanos);
    }

    @Test
    public void pcapngIsReadInBothByteOrders() throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            expectFrame(read(pcapng(order, 6)), 7 * SECOND + 5_000);
            expectFrame(read(pcapng(order, 9)), 7 * SECOND + 5);
            expectFrame(read(pcapng(order, 0x80 | 10)), 7 * SECOND + 5 * SECOND / 1024);
        }
    }

    /** Section, interface with if_tsresol, a block nobody knows, an enhanced packet of 7 seconds and 5 units. */
    private static byte[] pcapng(ByteOrder order, int resolution) {
        ByteBuffer out = ByteBuffer.allocate(200).order(order);
        out.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(0x00010000)
                .putLong(-1)
                .putInt(28);
        out.putInt(1).putInt(32).putShort((short) 113).putShort((short) 0).putInt(0);
        out.putShort((short) 9)
                .putShort((short) 1)
                .put((byte) resolution)
                .put(new byte[3])
                .putInt(0)
                .putInt(32);
        out.putInt(0x0bad).putInt(16).putInt(0).putInt(16);
        long units = (resolution & 0x80) != 0 ? 7 * 1024 + 5 : 7 * (long) Math.pow(10, resolution) + 5;
        out.putInt(6)
                .putInt(40)
                .putInt(0)
                .putInt((int) (units >>> 32))
                .putInt((int) units)
                .putInt(5)
                .putInt(60);
        out.put(FRAME).put(new byte[3]).putInt(40);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    public void aSimplePacketIsCutAtTheSnapLength() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(200);
        out.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(0x00010000)
                .putLong(-1)
                .putInt(28);
        out.putInt(1)
                .putInt(20)
                .putShort((short) 113)
                .putShort((short) 0)
                .putInt(5)
                .putInt(20);
        out.putInt(3).putInt(24).putInt(60).put(FRAME).put(new byte[3]).putInt(24);
        expectFrame(read(Arrays.copyOf(out.array(), out.position())), 0);
    }

    @Test
    public void aFileThatBreaksOffGivesWhatCameBefore() throws IOException {
        byte[] whole = pcap(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4);
        byte[] file = Arrays.copyOf(whole, whole.length + 20);
        System.arraycopy(whole, 24, file, whole.length, 20);
        expectFrame(read(file), 7 * SECOND + 123_000);
        assertThat(read(Arrays.copyOf(whole, 30)).frames()).isEmpty();
    }

    @Test
    public void whatIsNoCaptureIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> read(new byte[100]));
        assertThatIllegalArgumentException().isThrownBy(() -> read(new byte[3]));
    }

    @Test
    public void datagramsComeBackAsTheyWereWritten() throws IOException {
        for (String sender : new String[] {"192.0.2.1", "2001:db8::7"}) {
            Packet sent = Packet.datagram(sender, 50000, FRAME, 7 * SECOND + 1);
            Packet found = read(PcapWriter.write(List.of(sent))).datagrams().get(0);
            assertThat(found.bytes()).isEqualTo(FRAME);
            assertThat(found.sender()).isEqualTo(Address.parse(sender));
            assertThat(found.port()).isEqualTo(50000);
            assertThat(found.epochNanos()).isEqualTo(7 * SECOND + 1);
        }
    }

    private CaptureFile read(byte[] bytes) throws IOException {
        Path file = folder.newFile().toPath();
        Files.write(file, bytes);
        return CaptureFile.read(file);
    }
}
