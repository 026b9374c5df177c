// SPDX-License-Identifier: Apache-2.0
package my.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.testing.Allocation;

/** A file serves as well as a pipe, and can be made without a program. */
public class PipeCaptureTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final PacketBatch batch = new PacketBatch(4);
    private Path pipe;

    @Before
    public void make() throws IOException {
        pipe = folder.newFile("pipe").toPath();
    }

    @Test
    public void everyLineIsAPacketAndAHalfOneWaits() throws IOException {
        try (CaptureLane lane = capture().open(0)) {
            assertThat(lane.poll(batch)).isZero();
            write("one\ntwo\nth");
            assertThat(lines(lane)).containsExactly("one\n", "two\n");
            write("ree\n");
            assertThat(lines(lane)).containsExactly("three\n");
            assertThat(lane.poll(batch)).isZero();
        }
    }

    @Test
    public void whatABatchCannotHoldComesWithTheNext() throws IOException {
        write("1\n2\n3\n4\n5\n6\n");
        try (CaptureLane lane = capture().open(0)) {
            assertThat(lines(lane)).hasSize(4);
            assertThat(lines(lane)).containsExactly("5\n", "6\n");
        }
    }

    @Test
    public void aLineTooLongIsHandedOnInPieces() throws IOException {
        write("short\n" + "x".repeat(64 * 1024) + "\ngood\n");
        try (CaptureLane lane = capture().open(0)) {
            assertThat(lines(lane)).containsExactly("short\n");
            assertThat(lines(lane)).containsExactly("x".repeat(64 * 1024));
            assertThat(lines(lane)).containsExactly("\n", "good\n");
        }
    }

    @Test
    public void aMissingPipeSaysHowToMakeIt() throws IOException {
        Files.delete(pipe);
        assertThatIOException().isThrownBy(() -> capture().open(0)).withMessageContaining("mkfifo " + pipe);
        assertThat(pipe).doesNotExist();
    }

    @Test
    public void anotherPipeIsOpenedAnewAndAWrongCfgChangesNothing() throws IOException {
        PipeCapture capture = capture();
        try (CaptureLane lane = capture.open(0)) {
            capture.modified(Map.of("service.pid", "my.capture~a", "decoder", "csv"));
            assertThat(lane.poll(batch)).isZero();
            capture.modified(Map.of("service.pid", "my.capture~a", "decoder", "csv", "pipe", "/elsewhere"));
            assertThat(lane.poll(batch)).isEqualTo(CaptureLane.REOPEN);
        }
    }

    @Test
    public void aWrongCfgIsRefusedWithFileAndKey() {
        assertThatThrownBy(() -> new PipeCapture(Map.of("service.pid", "my.capture~a", "decoder", "csv", "pip", "/x")))
                .hasMessageContaining("etc/my.capture-a.cfg: pipe is missing")
                .hasMessageContaining("pip is no key of this file; did you mean pipe?");
    }

    @Test
    public void nothingIsAllocated() throws IOException {
        write("a\nb\nc\nd\n".repeat(20_000));
        try (CaptureLane lane = capture().open(0)) {
            Allocation.none(() -> poll(lane, 500));
        }
    }

    private void poll(CaptureLane lane, int times) {
        try {
            for (int i = 0; i < times; i++) {
                lane.poll(batch);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PipeCapture capture() {
        return new PipeCapture(Map.of("service.pid", "my.capture~a", "decoder", "csv", "pipe", pipe.toString()));
    }

    private void write(String text) throws IOException {
        Files.writeString(pipe, text, StandardOpenOption.APPEND);
    }

    private List<String> lines(CaptureLane lane) throws IOException {
        lane.poll(batch);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            byte[] line = new byte[batch.length(i)];
            batch.bytes().get(batch.offset(i), line);
            lines.add(new String(line, StandardCharsets.US_ASCII));
        }
        return lines;
    }
}
