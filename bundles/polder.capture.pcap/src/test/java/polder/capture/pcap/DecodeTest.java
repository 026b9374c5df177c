// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class DecodeTest {
    private static final long T0 = 1_000_000_000_123_456_789L;
    private static final Path GOLDEN = Path.of("src/test/golden");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Before
    public void needsLibpcap() {
        Libpcap.assumed();
    }

    private int run(String... args) {
        return new Decode(out, new PrintStream(err, true, US_ASCII)).run(args);
    }

    private Path save(String name, Recording recording) throws IOException {
        return recording.save(folder.getRoot().toPath().resolve(name));
    }

    private static Recording export(String... datagrams) {
        Recording recording = new Recording(1);
        for (String text : datagrams) {
            recording.frame(T0, Recording.ethernet(Recording.udp(5555, text.getBytes(US_ASCII))));
        }
        return recording;
    }

    private Path flows() throws IOException {
        return save(
                "flows.pcap",
                export(
                        "10.0.0.1 203.0.113.9 6 40000 443 12 3456 1 0x1b " + T0 + " " + (T0 + 2_500_000_000L),
                        "2001:db8:0:1:2:3:4:5 2001:db8::9 58 0 0 1 1280 1000 0 0 0\nnonsense\n"
                                + "10.0.0.2 203.0.113.9 132 1 65535 123456789 98765432101 1 0 -1 " + T0,
                        "nonsense"));
    }

    private void assertGolden(String file, ByteArrayOutputStream found) throws IOException {
        Path expected = GOLDEN.resolve(file);
        if ("write".equals(System.getProperty("golden"))) {
            Files.write(expected, found.toByteArray());
        }
        assertThat(found.toString(US_ASCII)).isEqualTo(Files.readString(expected));
    }

    @Test
    public void theTableIsAlignedAndHasTheTotalsBelow() throws IOException {
        assertThat(run(flows().toString(), "--decoder", "text")).isZero();

        assertGolden("flows.table", out);
        assertThat(err.toString(US_ASCII)).isEmpty();
    }

    @Test
    public void tabSeparatedFlowsHaveAHeaderAndTheTotalsApart() throws IOException {
        assertThat(run("--tsv", "--decoder", "text", flows().toString())).isZero();

        assertGolden("flows.tsv", out);
        assertGolden("flows.totals", err);
    }

    @Test
    public void jsonIsAnObjectALine() throws IOException {
        assertThat(run("--json", "--decoder", "text", flows().toString())).isZero();

        assertGolden("flows.json", out);
        assertGolden("flows.totals", err);
    }

    @Test
    public void anExportIsKnownByItsPortOrItsVersionAndAnythingElseIsFrames() throws IOException {
        byte[] version5 =
                ByteBuffer.allocate(72).putShort((short) 5).putShort((short) 1).array();
        byte[] ipfix = ByteBuffer.allocate(40)
                .putShort((short) 10)
                .putShort((short) 40)
                .array();
        byte[] version9 =
                ByteBuffer.allocate(40).putShort((short) 9).putInt(20, 20).array();

        assertThat(guess(2055, new byte[9])).isEqualTo("netflow");
        assertThat(guess(9996, new byte[9])).isEqualTo("netflow");
        assertThat(guess(6343, new byte[9])).isEqualTo("sflow");
        assertThat(guess(12000, version5)).isEqualTo("netflow");
        assertThat(guess(12000, version9)).isEqualTo("netflow");
        assertThat(guess(12000, ipfix)).isEqualTo("netflow");
        assertThat(guess(12000, Arrays.copyOf(version5, 71))).isEqualTo("packet");
        assertThat(guess(12000, Arrays.copyOf(ipfix, 39))).isEqualTo("packet");
        assertThat(guess(53, new byte[40])).isEqualTo("packet");
    }

    private String guess(int port, byte[] data) throws IOException {
        Path file = save("guess.pcap", new Recording(1).frame(T0, Recording.ethernet(Recording.udp(port, data))));
        return Guess.decoder(file, "");
    }

    @Test
    public void aDecoderThatIsMissingIsNamedWithThoseThereAre() throws IOException {
        Path file =
                save("guess.pcap", new Recording(1).frame(T0, Recording.ethernet(Recording.udp(6343, new byte[9]))));

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(err.toString(US_ASCII))
                .isEqualTo("polder decode: no decoder 'sflow' is installed, which the file seems to need; there is"
                        + " needy, text\n");
    }

    @Test
    public void aTruncatedFileGivesItsFlowsAndExitCodeOne() throws IOException {
        byte[] bytes = Files.readAllBytes(flows());
        Path cut = Files.write(folder.getRoot().toPath().resolve("cut.pcap"), Arrays.copyOf(bytes, bytes.length - 1));

        assertThat(run("--json", "--decoder", "text", cut.toString())).isEqualTo(1);
        assertThat(out.toString(US_ASCII)).hasLineCount(3);
        assertThat(err.toString(US_ASCII)).startsWith("polder decode: " + cut + ": cannot be read beyond packet 2: ");
    }

    @Test
    public void wrongArgumentsAreAnsweredWithTheUsageAndExitCodeTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("a", "b")).isEqualTo(2);
        assertThat(run("a", "--yaml")).isEqualTo(2);
        assertThat(run("a", "--filter")).isEqualTo(2);
        assertThat(err.toString(US_ASCII))
                .contains("no file given", "one file, not two: a and b", "no option --yaml", "--filter needs a value")
                .contains("usage: polder decode FILE");
        assertThat(out.size()).isZero();
        assertThat(run("--help")).isZero();
        assertThat(out.toString(US_ASCII)).startsWith("usage: polder decode FILE");
    }

    @Test
    public void anErrorIsOneLineWithoutAStackTrace() throws IOException {
        assertThat(run("/no/such/file")).isEqualTo(1);
        assertThat(run(save("bug.pcap", export("bug")).toString(), "--decoder", "text"))
                .isEqualTo(1);

        assertThat(err.toString(US_ASCII))
                .isEqualTo(
                        """
                polder decode: /no/such/file: no such file
                polder decode: the decoder failed: java.lang.IllegalStateException: a bug
                """);
    }

    @Test
    public void aReaderThatHasSeenEnoughEndsItQuietly() throws IOException {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        assertThat(new Decode(closed, new PrintStream(err)).run(flows().toString(), "--decoder", "text"))
                .isZero();
        assertThat(err.size()).isZero();
    }
}
