// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.config.SettingsException;
import polder.capture.pcap.Origin.Stream.Kind;
import polder.capture.pcap.PcapSettings.Time;
import polder.wire.Layer;

public final class PcapSettingsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static Map<String, Object> cfg(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "polder.capture.pcap~lab"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    private static void assertRefused(String words, String... keysAndValues) {
        assertThatThrownBy(() -> PcapSettings.of(cfg(keysAndValues)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.capture.pcap-lab.cfg: " + words);
    }

    @Test
    public void aFileIsAllThatIsNeeded() {
        assertThat(PcapSettings.of(cfg("file", "/a.pcap")))
                .isEqualTo(new PcapSettings(
                        "lab", new Origin.Replay("/a.pcap", 1, 1), "packet", Time.NOW, Set.of(), Layer.OWN, 1, "", ""));
    }

    @Test
    public void everyKeyIsRead() {
        PcapSettings read = PcapSettings.of(cfg(
                "file",
                "/a.pcap",
                "decoder",
                "netflow",
                "speed",
                "max",
                "time",
                "file",
                "repeat",
                "forever",
                "port",
                "2055, 4739",
                "count",
                "inner"));

        assertThat(read.origin()).isEqualTo(new Origin.Replay("/a.pcap", Double.POSITIVE_INFINITY, Long.MAX_VALUE));
        assertThat(read.payload()).isTrue();
        assertThat(read.time()).isEqualTo(Time.FILE);
        assertThat(read.ports()).containsExactlyInAnyOrder(2055, 4739);
        assertThat(read.count()).isEqualTo(Layer.INNER);
    }

    @Test
    public void wrongValuesAreRefusedWithWhatIsAccepted() {
        assertRefused("file =  is missing; give one of file, interface and stream");
        assertRefused("speed = fast is not accepted; give a factor from 0.001 to 1000, or max", "speed", "fast");
        assertRefused("speed = 0 is not accepted", "speed", "0");
        assertRefused("speed = NaN is not accepted", "speed", "NaN");
        assertRefused("repeat = 0 is not accepted; give a whole number from 1 on, or forever", "repeat", "0");
        assertRefused("time = then is not accepted; give one of now, file", "time", "then");
        assertRefused("count = both is not accepted; give one of outer, inner, own", "count", "both");
        assertRefused("port = 0 is not accepted", "port", "0", "decoder", "netflow");
        assertRefused("port = x is not accepted; give UDP ports such as 2055, 4739", "port", "x", "decoder", "sflow");
        assertRefused("port = 53 is for flow exports only; with decoder = packet give a filter", "port", "53");
        assertRefused("sped is no key of this file; did you mean speed?", "sped", "2");
    }

    @Test
    public void aDeviceHasItsKeys() {
        PcapSettings read = PcapSettings.of(cfg(
                "interface", "nflog:5", "snaplen", "256", "buffer", "64mb", "promiscuous", "no", "sampling", "100"));

        assertThat(read.origin()).isEqualTo(new Origin.Live("nflog:5", 256, 64 << 20, false));
        assertThat(read.sampling()).isEqualTo(100);
        assertThat(PcapSettings.of(cfg("interface", "eth0")).origin())
                .isEqualTo(new Origin.Live("eth0", 65535, 16 << 20, true));
    }

    @Test
    public void everyAddressOfAStreamIsRead() {
        assertStream("fifo:/run/polder/mirror.pcap", Kind.FIFO, "/run/polder/mirror.pcap", 0);
        assertStream(
                "exec:ssh router tcpdump -U -w - 'not port 22'",
                Kind.EXEC,
                "ssh router tcpdump -U -w - 'not port 22'",
                0);
        assertStream("tcp://probe.example.net:57012", Kind.TCP, "probe.example.net", 57012);
        assertStream("listen://[::1]:57012", Kind.LISTEN, "::1", 57012);
        assertThat(PcapSettings.of(cfg("stream", "fifo:/a", "reopen", "off")).origin())
                .isEqualTo(new Origin.Stream("fifo:/a", Kind.FIFO, "/a", 0, Duration.ZERO));
    }

    private static void assertStream(String address, Kind kind, String target, int port) {
        assertThat(PcapSettings.of(cfg("stream", address)).origin())
                .isEqualTo(new Origin.Stream(address, kind, target, port, Duration.ofSeconds(1)));
    }

    @Test
    public void thereIsOneOriginWithItsOwnKeys() {
        assertRefused("stream = fifo:/a stands beside file; give only one of", "file", "/a.pcap", "stream", "fifo:/a");
        assertRefused("speed = 2 goes with file only, this has stream", "stream", "fifo:/a", "speed", "2");
        assertRefused("filter = udp goes with file or interface only", "stream", "fifo:/a", "filter", "udp");
        assertRefused("time = now goes with file or stream only", "interface", "eth0", "time", "now");
        assertRefused("snaplen = 96 goes with interface only, this has file", "file", "/a", "snaplen", "96");
        assertRefused("reopen = 1s goes with stream only", "interface", "eth0", "reopen", "1s");
        assertRefused("reopen = 1ms is not accepted; give a time from 100ms", "stream", "fifo:/a", "reopen", "1ms");
        assertRefused(
                "sampling = 10 is for decoder = packet only",
                "interface",
                "eth0",
                "sampling",
                "10",
                "decoder",
                "netflow");
        String accepted = " is not accepted; give fifo:PATH, exec:COMMAND, tcp://HOST:PORT or listen://ADDRESS:PORT";
        for (String wrong :
                new String[] {"/a", "fifo:", "tcp:host:1", "tcp://host", "tcp://:1", "tcp://::1:1", "listen://a:0"}) {
            assertRefused("stream = " + wrong + accepted, "stream", wrong);
        }
    }

    @Test
    public void aFilterLibpcapDoesNotTakeIsRefusedWithItsReason() {
        Libpcap.assumed();

        assertRefused("filter = udp porr 5 is not accepted: can't parse filter expression", "filter", "udp porr 5");
    }

    @Test
    public void aChangeReopensTheReplayAndABadChangeDoesNot() throws IOException {
        Libpcap.assumed();
        Path file = new Recording(1).save(folder.getRoot().toPath().resolve("a.pcap"));
        PcapCapture capture = new PcapCapture(PcapSettings.of(cfg("file", file.toString())));
        PacketBatch batch = new PacketBatch(16);
        try (CaptureLane lane = capture.open(0)) {
            assertThat(lane.poll(batch)).isEqualTo(CaptureLane.END);
            capture.modified(cfg("file", file.toString(), "speed", "fast"));
            assertThat(lane.poll(batch)).isEqualTo(CaptureLane.END);
            capture.modified(cfg("file", file.toString(), "speed", "1"));
            assertThat(lane.poll(batch)).isEqualTo(CaptureLane.END);
            capture.modified(cfg("file", file.toString(), "speed", "2"));
            assertThat(lane.poll(batch)).isEqualTo(CaptureLane.REOPEN);
        }
    }
}
