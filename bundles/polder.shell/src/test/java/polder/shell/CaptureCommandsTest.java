// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.json.JsonArray;
import javax.json.JsonObject;
import org.junit.After;
import org.junit.Test;
import polder.api.capture.Capture;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTap;
import polder.api.flow.FlowTapLane;
import polder.wire.Address;

public class CaptureCommandsTest {
    private static final long AT = 1_700_000_000_123_000_000L;
    /** VLAN 10, MPLS 16, 192.0.2.1 > 192.0.2.2, GRE, 198.51.100.1:53 > 203.0.113.20:4000, UDP of 4 bytes. */
    private static final String FRAME = "020000000001 020000000002 8100 000a 8847 00010140"
            + "45000038 00000000 402f0000 c0000201 c0000202 00000800"
            + "45000020 00000000 40110000 c6336401 cb007114 0035 0fa0 000c 0000 deadbeef";

    private final Fakes fakes = new Fakes();
    private final KarafShell shell = KarafShell.withFakes(fakes);

    @After
    public void close() {
        shell.close();
    }

    private static void capture(KarafShell shell, String pid, Map<String, Object> cfg) {
        Map<String, Object> properties = new java.util.HashMap<>(cfg);
        properties.put("service.pid", pid);
        shell.put(Capture.class, (Capture) lane -> null, properties);
    }

    @Test
    public void captureListShowsALineForAllLanesOfACapture() throws Exception {
        LaneStatus edge = fakes.lanes.get(0);
        LaneStatus second = new LaneStatus(
                edge.capture(),
                edge.type(),
                1,
                LaneStatus.State.FAILED,
                "address in use",
                edge.decoder(),
                10,
                1000,
                20,
                0,
                3,
                Map.of("truncated", 4L),
                5,
                6);
        fakes.lanes = List.of(edge, second, fakes.lanes.get(1));
        capture(shell, "polder.capture.udp~edge", Map.of("host", "::", "port", "2055"));
        assertThat(shell.run("polder:capture-list"))
                .contains("[::]:2055", "1 of 2", "failed", "etc/polder.capture.udp-edge.cfg", "address in use");
        JsonArray captures = shell.array("polder:capture-list --json");
        assertThat(captures).hasSize(2);
        JsonObject first = captures.getJsonObject(0);
        assertThat(first.keySet())
                .containsExactly(("capture type source decoder state lanes lanes_running packets_per_second "
                                + "flows_per_second packets bytes flows filtered dropped rejects file problem")
                        .split(" "));
        assertThat(first.getInt("packets")).isEqualTo(1_000_010);
        assertThat(first.getInt("dropped")).isEqualTo(15);
        assertThat(first.getInt("lanes_running")).isEqualTo(1);
        assertThat(captures.getJsonObject(1).getString("source")).isEmpty();
    }

    @Test
    public void whatACaptureReceivesFromIsInItsCfg() {
        assertThat(Captures.source(Map.of("interface", "eth0"))).isEqualTo("eth0");
        assertThat(Captures.source(Map.of("file", "/var/edge.pcap", "port", "")))
                .isEqualTo("/var/edge.pcap");
        assertThat(Captures.source(Map.of("host", "192.0.2.1", "port", 4739))).isEqualTo("192.0.2.1:4739");
        assertThat(Captures.source(Map.of("decoder", "packet"))).isEmpty();
    }

    private static byte[] frame() {
        return HexFormat.of().parseHex(FRAME.replace(" ", ""));
    }

    /** A lane hands a batch to a tap, as the engine would. */
    private static void lane(FlowTap tap, String capture, int times, boolean exported) {
        byte[] frame = frame();
        PacketBatch packets = new PacketBatch(times)
                .in(ByteBuffer.allocateDirect(frame.length).put(0, frame));
        for (int i = 0; i < times; i++) {
            packets.add(0, frame.length, frame.length, AT + i);
            if (exported) {
                packets.from(0, Address.low4(0xc0000207), 4000);
            }
        }
        Thread thread = new Thread(
                () -> {
                    FlowTapLane lane = tap.open(0);
                    FlowBatch flows = new FlowBatch(64, lane::accept);
                    flows.of(packets);
                    for (int i = 0; i < times; i++) {
                        flows.next(i)
                                .between(0, Address.low4(0xc6336401), 0, Address.low4(0xcb007114))
                                .ports(53, 4000)
                                .kind(17, 0, false)
                                .volume(1, 32);
                    }
                    flows.drain();
                    lane.close();
                },
                "polder-lane-" + capture + "-0");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void captureDumpShowsTheLayersAndWhichOfThemCounts() throws Exception {
        shell.onTap(tap -> lane(tap, "edge", 20, false));
        assertThat(shell.run("polder:capture-dump -n 3"))
                .contains(
                        "edge/0",
                        "198.51.100.1:53",
                        "203.0.113.20:4000",
                        "VLAN 10, MPLS 16, IPv4 192.0.2.1 > 192.0.2.2, GRE, [IPv4 198.51.100.1 > 203.0.113.20], UDP 53 > 4000");
        JsonArray dump = shell.array("polder:capture-dump --json -n 3 edge");
        assertThat(dump).hasSize(3);
        JsonObject first = dump.getJsonObject(0);
        assertThat(first.keySet())
                .containsExactly(("time lane source target protocol source_port target_port tcp_flags "
                                + "fragment packets bytes sampling_rate first exporter frame_length layers counted_layer")
                        .split(" "));
        assertThat(first.getString("time")).isEqualTo("2023-11-14T22:13:20.123Z");
        assertThat(first.getJsonArray("layers")).hasSize(7);
        assertThat(first.getInt("counted_layer")).isEqualTo(5);
        assertThat(first.getInt("frame_length")).isEqualTo(frame().length);
        assertThat(first.isNull("exporter")).isTrue();
        assertThat(shell.has(FlowTap.class)).isFalse();
    }

    @Test
    public void flowsOfExportersHaveNoLayers() throws Exception {
        shell.onTap(tap -> lane(tap, "edge", 1, true));
        assertThat(shell.run("polder:capture-dump -n 1")).contains("told by 192.0.2.7");
        JsonObject first = shell.array("polder:capture-dump --json -n 1").getJsonObject(0);
        assertThat(first.getString("exporter")).isEqualTo("192.0.2.7");
        assertThat(first.getJsonArray("layers")).isEmpty();
        assertThat(first.isNull("counted_layer")).isTrue();
    }

    @Test
    public void captureDumpWaitsForItsTimeAndLooksAtTheCaptureItIsAskedFor() throws Exception {
        shell.onTap(tap -> lane(tap, "mirror", 20, false));
        assertThatThrownBy(() -> shell.run("polder:capture-dump --time 1s edge"))
                .isInstanceOf(CommandException.class)
                .hasMessage("no flow came within 1s; polder:capture-list says what captures do");
        assertThat(shell.has(FlowTap.class)).isFalse();
        assertThat(shell.array("polder:capture-dump --json --time 1s edge")).isEmpty();
        shell.onTap(tap -> lane(tap, "mirror", 2, false));
        assertThat(shell.array("polder:capture-dump --json --time 1s mirror")).hasSize(2);
    }

    @Test
    public void wrongCallsOfCaptureDumpAreAnswered() {
        assertThatThrownBy(() -> shell.run("polder:capture-dump nothing"))
                .hasMessage("no capture is named nothing; there are edge, mirror");
        assertThatThrownBy(() -> shell.run("polder:capture-dump -n 0")).hasMessageContaining("a number from 1 to 1000");
        assertThatThrownBy(() -> shell.run("polder:capture-dump --time 1h"))
                .hasMessageContaining("a time from 1s to 10m");
        shell.remove(Lanes.class);
        assertThatThrownBy(() -> shell.run("polder:capture-dump")).hasMessageContaining("polder.engine");
    }
}
