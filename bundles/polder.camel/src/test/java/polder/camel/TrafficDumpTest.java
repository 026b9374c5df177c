// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.Test;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.FlowGroup;
import polder.api.evidence.FlowGroup.Flow;
import polder.api.evidence.Sample;
import polder.api.traffic.Direction;
import polder.wire.Address;
import polder.wire.Prefix;

public class TrafficDumpTest {
    private static final Instant NOON = LocalDateTime.of(2026, 3, 1, 12, 0, 0, 5_000)
            .atZone(ZoneId.systemDefault())
            .toInstant();
    private static final Address HOST = Address.parse("203.0.113.7");
    private static final Address REMOTE = Address.parse("198.51.100.1");
    private static final Address LONG = Address.parse("2001:db8:1111:2222:3333:4444:5555:6666");

    private static String dump(List<Sample> samples, List<FlowGroup> flows) {
        StringBuilder out = new StringBuilder();
        TrafficDump.write(
                out,
                new AttackEvidence(
                        new UUID(1, 1),
                        Prefix.host(HOST),
                        NOON,
                        NOON,
                        NOON,
                        true,
                        1,
                        1,
                        1,
                        1,
                        0,
                        Map.of(),
                        List.of(),
                        samples,
                        flows,
                        0));
        return out.toString();
    }

    @Test
    public void packetsAndFlowsReadAsFastnetmonWritesThem() {
        Sample udp = new Sample(NOON, REMOTE, 53, HOST, 4444, 17, 0, true, 1, 1500, 57, 1000);
        Sample tcp = new Sample(NOON, HOST, 80, REMOTE, 1024, 6, 0x12, false, 3, 180, 64, 1);
        Sample gre = new Sample(NOON, REMOTE, 0, HOST, 0, 47, 0, false, 1, 100, 1, 1);
        FlowGroup tcpIn = new FlowGroup(
                Direction.INCOMING,
                6,
                2,
                List.of(new Flow(HOST, 80, REMOTE, 1024, 9, 540), new Flow(HOST, 80, REMOTE, 1025, 1, 60)));
        FlowGroup greIn = new FlowGroup(Direction.INCOMING, 47, 1, List.of(new Flow(HOST, 0, REMOTE, 0, 9, 540)));
        FlowGroup udpOut = new FlowGroup(
                Direction.OUTGOING, 17, 50, Collections.nCopies(50, new Flow(HOST, 53, REMOTE, 7, 1, 60)));
        assertThat(dump(List.of(udp, tcp, gre), List.of(tcpIn, greIn, udpOut)))
                .isEqualTo(
                        """


                        Attack traffic dump

                        2026-03-01 12:00:00.000005 198.51.100.1:53 > 203.0.113.7:4444 protocol: udp frag: 1  packets: 1 size: 1500 bytes ttl: 57 sample ratio: 1000 \s
                        2026-03-01 12:00:00.000005 203.0.113.7:80 > 198.51.100.1:1024 protocol: tcp flags: syn,ack frag: 0  packets: 3 size: 180 bytes ttl: 64 sample ratio: 1 \s
                        2026-03-01 12:00:00.000005 198.51.100.1:0 > 203.0.113.7:0 protocol: unknown frag: 0  packets: 1 size: 100 bytes ttl: 1 sample ratio: 1 \s


                        Flow dump

                        Incoming

                        TCP flows: 2
                        203.0.113.7:80 < 198.51.100.1:1024 540 bytes 9 packets
                        203.0.113.7:80 < 198.51.100.1:1025 60 bytes 1 packets


                        Outgoing

                        UDP flows: 50
                        """
                                + "203.0.113.7:53 > 198.51.100.1:7 60 bytes 1 packets\n".repeat(21)
                                + "Flows have cropped due to very long list.\n\n");
    }

    @Test
    public void whatIsWrittenFitsInAPipe() {
        Sample sample = new Sample(NOON, LONG, 65535, LONG, 65535, 6, 0xff, true, 1L << 60, 1L << 60, 255, 1 << 30);
        Flow flow = new Flow(LONG, 65535, LONG, 65535, 1L << 60, 1L << 60);
        List<FlowGroup> flows = List.of(
                new FlowGroup(Direction.INCOMING, 6, 100, Collections.nCopies(100, flow)),
                new FlowGroup(Direction.INCOMING, 17, 100, Collections.nCopies(100, flow)),
                new FlowGroup(Direction.OUTGOING, 6, 100, Collections.nCopies(100, flow)),
                new FlowGroup(Direction.OUTGOING, 17, 100, Collections.nCopies(100, flow)));
        assertThat(dump(Collections.nCopies(1000, sample), flows))
                .hasSizeLessThan(62_000)
                .contains("UDP flows: 100");
    }
}
