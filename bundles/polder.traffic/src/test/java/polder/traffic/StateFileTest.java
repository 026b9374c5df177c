// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Address;

public class StateFileTest {
    private static final int TIME = 4;
    private static final int MAGIC = 0x504f4c33;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private TrafficMeter meter() {
        return new TrafficMeter(
                TrafficSettings.of(Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8")),
                folder.getRoot().toPath());
    }

    private Path file() {
        return folder.getRoot().toPath().resolve("counters.bin");
    }

    private static Rates rates(TrafficMeter meter, String host) {
        return meter.host(Address.parse(host)).orElseThrow().rates();
    }

    private static Rates averages(TrafficMeter meter, String host) {
        return meter.host(Address.parse(host)).orElseThrow().averages();
    }

    @Test
    public void everyClassGoesOnInASuccessor() {
        TrafficMeter first = meter();
        Flows flows = new Flows(first.open(0), 64);
        Address remote = Address.parse("192.0.2.1");
        Address host = Address.parse("10.0.0.1");
        int[] ports = {53, 123, 161, 1900, 389, 11211, 19, 111, 40000};
        for (int port : ports) {
            flows.next(remote, host, 17, 0).ports(port, 80).volume(60_000, 6_000_000);
            flows.batch.lasted(0, 60_000_000_000L);
            flows.next(host, remote, 17, 0).ports(port, 80).volume(60_000, 6_000_000);
            flows.batch.lasted(0, 60_000_000_000L);
        }
        flows.next(remote, host, 6, 0x12).volume(60_000, 6_000_000).lasted(0, 60_000_000_000L);
        flows.next(remote, host, 47, 0).volume(60_000, 6_000_000).lasted(0, 60_000_000_000L);
        for (int i = 0; i < 100; i++) {
            TrafficMeterTest.tick(first, flows, 0.2);
        }
        Rates before = rates(first, "10.0.0.1");
        Rates averages = averages(first, "10.0.0.1");
        Rates total = first.totals().get(polder.api.traffic.Direction.INCOMING);
        first.stop();
        TrafficMeter second = meter();
        second.beat(0.1);
        assertThat(before.get(Metric.IN_MEMCACHED_PACKETS)).isEqualTo(1000);
        assertThat(before.get(Metric.OUT_AMPLIFICATION_PACKETS)).isEqualTo(8000);
        assertThat(before.get(Metric.IN_SYN_ACK_PACKETS)).isEqualTo(1000);
        assertThat(rates(second, "10.0.0.1")).isEqualTo(before);
        assertThat(second.totals()).containsEntry(polder.api.traffic.Direction.INCOMING, total);
        for (Metric metric : Metric.all()) {
            assertThat(averages(second, "10.0.0.1").get(metric))
                    .as(metric.key())
                    .isCloseTo(averages.get(metric), within(Math.max(1, averages.get(metric) / 50)));
        }
    }

    @Test
    public void aColumnThereIsNoMoreIsLeftOut() throws IOException {
        Files.write(file(), file(1, "gone", "udp"));
        TrafficMeter meter = meter();
        meter.beat(0.1);
        assertThat(averages(meter, "10.0.0.1").get(Metric.IN_PACKETS)).isBetween(480L, 500L);
        assertThat(averages(meter, "10.0.0.1").get(Metric.IN_UDP_PACKETS)).isBetween(480L, 500L);
        assertThat(Files.exists(file().resolveSibling("counters.bin.bad"))).isFalse();
    }

    @Test
    public void aColumnTheFileDoesNotNameIsRefused() throws IOException {
        Files.write(file(), file(9, "gone", "udp"));
        meter();
        assertThat(Files.exists(file().resolveSibling("counters.bin.bad"))).isTrue();
    }

    /** A file with averages of one host, 500 of each column. */
    private static byte[] file(int second, String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeLong(System.currentTimeMillis());
        out.writeLong(7);
        out.writeLong(0);
        out.writeByte(names.length);
        for (String name : names) {
            out.writeUTF(name);
        }
        Address host = Address.parse("10.0.0.1");
        out.writeByte(1);
        out.writeInt(0);
        out.writeLong(host.high());
        out.writeLong(host.low());
        out.writeByte(2);
        for (int column : new int[] {0, second}) {
            out.writeByte(column);
            out.writeFloat(500);
            out.writeFloat(5000);
            out.writeFloat(5);
        }
        for (int i = 0; i < 8; i++) {
            out.writeLong(0);
        }
        out.writeByte(0);
        return bytes.toByteArray();
    }
}
