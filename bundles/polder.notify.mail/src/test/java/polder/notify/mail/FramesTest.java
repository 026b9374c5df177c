// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FramesTest {
    private static final int HEADER = 28;
    private static final int BLOCK = 32;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A section header, and empty packets. */
    static byte[] pcapng(int packets) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + packets * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x0a0d0d0a)
                .putInt(HEADER)
                .putInt(0x1a2b3c4d)
                .putInt(1)
                .putLong(-1)
                .putInt(HEADER);
        for (int i = 0; i < packets; i++) {
            out.putInt(6).putInt(BLOCK).putInt(0).putLong(i).putInt(0).putInt(0).putInt(BLOCK);
        }
        return out.array();
    }

    @Test
    public void framesThatAreTooManyAreCutBetweenTwo() throws Exception {
        Path file = folder.newFile("many.pcapng").toPath();
        Files.write(file, pcapng(100));
        Frames frames = Objects.requireNonNull(Frames.read(file, "many.pcapng", 1024));
        assertThat(frames.packets()).isEqualTo((1024 - HEADER) / BLOCK);
        assertThat(frames.bytes()).isEqualTo(pcapng(frames.packets()));
    }
}
