// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

public class LaneMeterTest {
    private static final Map<Prefix, String> OURS =
            Map.of(Prefix.parse("10.0.0.0/8"), "cfg", Prefix.parse("2001:db8::/32"), "cfg");

    private final Pulse pulse = new Pulse();

    private static Scheme scheme(Map<Prefix, String> networks, boolean internal) {
        return new Scheme(networks, internal, new GroupBook().groups(List.of(), Instant.EPOCH));
    }

    private Handed counted(Scheme scheme, String from, String to) {
        LaneMeter lane = new LaneMeter(() -> scheme, pulse, 100);
        Flows flows = new Flows(lane, 8);
        flows.udp(from, to, 3, 300);
        pulse.beat(1);
        flows.drain();
        return lane.take();
    }

    private static long in(Handed table, String host) {
        return cell(table, host, Columns.IN);
    }

    private static long out(Handed table, String host) {
        return cell(table, host, Columns.OUT);
    }

    private static long cell(Handed handed, String host, int side) {
        return row(handed, host)[(side + Columns.UDP) * Columns.UNITS];
    }

    /** What was handed over of a host, as a row of {@link Columns}. */
    private static long[] row(Handed handed, String host) {
        Address address = Address.parse(host);
        long[] blocks = handed.blocks();
        long[] row = new long[Columns.CELLS];
        for (int at = 0; at < handed.size(); at += LaneTable.WORDS) {
            if (blocks[at + LaneTable.HIGH] == address.high() && blocks[at + LaneTable.LOW] == address.low()) {
                add(row, blocks, at + LaneTable.FIRST);
                add(row, blocks, at + LaneTable.SECOND);
            }
        }
        return row;
    }

    private static void add(long[] row, long[] blocks, int cell) {
        int column = LaneTable.column(blocks, cell);
        if (column >= 0) {
            int to = column * Columns.UNITS;
            row[to] += LaneTable.packets(blocks, cell);
            row[to + 1] += LaneTable.bytes(blocks, cell);
            row[to + 2] += LaneTable.flows(blocks, cell);
        }
    }

    private static long total(Handed table, int direction) {
        return Columns.value(table.totals, direction * Columns.SIDE_CELLS, Metric.IN_PACKETS);
    }

    @Test
    public void aFlowIsIncomingOutgoingInternalOrOther() {
        Scheme scheme = scheme(OURS, false);
        Handed incoming = counted(scheme, "192.0.2.1", "10.0.0.1");
        assertThat(in(incoming, "10.0.0.1")).isEqualTo(3);
        assertThat(total(incoming, 0)).isEqualTo(3);
        Handed outgoing = counted(scheme, "2001:db8::1", "2a00::1");
        assertThat(out(outgoing, "2001:db8::1")).isEqualTo(3);
        assertThat(total(outgoing, 1)).isEqualTo(3);
        Handed internal = counted(scheme, "10.0.0.1", "10.0.0.2");
        assertThat(internal.size()).isZero();
        assertThat(total(internal, 2)).isEqualTo(3);
        Handed other = counted(scheme, "192.0.2.1", "192.0.2.2");
        assertThat(other.size()).isZero();
        assertThat(total(other, 3)).isEqualTo(3);
    }

    @Test
    public void internalTrafficCountsForBothWhenAskedFor() {
        Handed internal = counted(scheme(OURS, true), "10.0.0.1", "10.0.0.2");
        assertThat(out(internal, "10.0.0.1")).isEqualTo(3);
        assertThat(in(internal, "10.0.0.2")).isEqualTo(3);
    }

    @Test
    public void withNoNetworksEveryTargetIsCounted() {
        Handed table = counted(scheme(Map.of(), false), "192.0.2.1", "198.51.100.7");
        assertThat(in(table, "198.51.100.7")).isEqualTo(3);
        assertThat(table.size()).isEqualTo(LaneTable.WORDS);
    }

    @Test
    public void everyPartOfTheTrafficHasItsColumn() {
        Scheme scheme = scheme(OURS, false);
        LaneMeter lane = new LaneMeter(() -> scheme, pulse, 100);
        Flows flows = new Flows(lane, 16);
        Address from = Address.parse("192.0.2.1");
        Address to = Address.parse("10.0.0.1");
        flows.next(from, to, 6, 0x02).volume(1, 40);
        flows.next(from, to, 6, 0x12).volume(10, 400);
        flows.next(from, to, 17, 0).volume(100, 4000);
        flows.next(from, to, 1, 0).volume(1000, 40_000);
        flows.next(from, to, 58, 0).volume(1000, 40_000);
        flows.next(from, to, 47, 0).volume(10_000, 400_000);
        flows.batch
                .next(0)
                .between(from.high(), from.low(), to.high(), to.low())
                .kind(17, 0, true)
                .notNew();
        flows.batch.volume(100_000, 1);
        flows.next(from, to, 17, 0).dropped().volume(1_000_000, 1);
        pulse.beat(1);
        flows.drain();
        long[] cells = row(lane.take(), "10.0.0.1");
        assertThat(Columns.value(cells, 0, Metric.IN_PACKETS)).isEqualTo(1_112_111);
        assertThat(Columns.value(cells, 0, Metric.IN_FLOWS)).isEqualTo(7);
        assertThat(Columns.value(cells, 0, Metric.IN_TCP_PACKETS)).isEqualTo(11);
        assertThat(Columns.value(cells, 0, Metric.IN_SYN_PACKETS)).isEqualTo(1);
        assertThat(Columns.value(cells, 0, Metric.IN_UDP_PACKETS)).isEqualTo(1_100_100);
        assertThat(Columns.value(cells, 0, Metric.IN_ICMP_PACKETS)).isEqualTo(2000);
        assertThat(Columns.value(cells, 0, Metric.IN_ICMP_BITS)).isEqualTo(640_000);
        assertThat(Columns.value(cells, 0, Metric.IN_FRAGMENT_PACKETS)).isEqualTo(100_000);
        assertThat(Columns.value(cells, 0, Metric.IN_DROPPED_PACKETS)).isEqualTo(1_000_000);
        assertThat(Columns.value(cells, 0, Metric.IN_DROPPED_FLOWS)).isEqualTo(1);
        assertThat(Columns.value(cells, 0, Metric.OUT_PACKETS)).isZero();
    }

    @Test
    public void countingAllocatesNothingHoweverLongFlowsAre() {
        Scheme scheme = scheme(OURS, false);
        LaneMeter lane = new LaneMeter(() -> scheme, pulse, 100_000);
        Flows flows = new Flows(lane, 1024);
        Address remote = Address.parse("192.0.2.1");
        Address[] hosts = new Address[8192];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = i % 4 == 0 ? new Address(0x20010db8L << 32, i) : Address.v4(0x0a000000 + i);
        }
        run(lane, flows, remote, hosts, 60);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(self);
        long before = threads.getThreadAllocatedBytes(self);
        run(lane, flows, remote, hosts, 100);
        long allocated = threads.getThreadAllocatedBytes(self) - before;
        assertThat(allocated).as("bytes for %d flows", 100 * hosts.length).isLessThan(1024);
    }

    private void run(LaneMeter lane, Flows flows, Address remote, Address[] hosts, int times) {
        for (int t = 0; t < times; t++) {
            for (Address host : hosts) {
                long end = host.low() % 2 == 0 ? 0 : 60_000_000_000L;
                int port = host.low() % 3 == 0 ? 53 : host.low() % 3 == 1 ? 111 : 4000;
                flows.next(remote, host, 17, 0).ports(port, 80).volume(1, 100).lasted(0, end);
            }
            if (t % 4 == 0) {
                pulse.beat(1);
            }
            flows.drain();
            Handed taken = lane.take();
            if (taken != null) {
                taken.clear();
                lane.giveBack(taken);
            }
        }
    }

    @Test
    public void nothingIsLostBetweenALaneAndTheBeat() throws InterruptedException {
        Scheme scheme = scheme(OURS, false);
        LaneMeter lane = new LaneMeter(() -> scheme, pulse, 1000);
        AtomicBoolean done = new AtomicBoolean();
        long batches = 20_000;
        Thread writer = new Thread(() -> write(lane, batches, done));
        writer.start();
        long flows = 0;
        long packets = 0;
        boolean last = false;
        while (!last) {
            last = done.get();
            pulse.beat(1);
            Handed closed = last ? lane.takeLast() : null;
            Handed taken = lane.take();
            if (taken != null) {
                flows += taken.flows;
                packets += total(taken, 0);
                taken.clear();
                lane.giveBack(taken);
            }
            if (closed != null) {
                flows += closed.flows;
                packets += total(closed, 0);
            }
            Thread.onSpinWait();
        }
        writer.join();
        assertThat(flows).isEqualTo(batches * 50);
        assertThat(packets).isEqualTo(batches * 50);
    }

    private static void write(LaneMeter lane, long batches, AtomicBoolean done) {
        Flows flows = new Flows(lane, 64);
        for (int i = 0; i < batches; i++) {
            for (int h = 0; h < 50; h++) {
                flows.next(Address.v4(0xc0000201), Address.v4(0x0a000000 + h), 17, 0)
                        .volume(1, 1);
            }
            flows.drain();
        }
        lane.close();
        done.set(true);
    }
}
