// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

/** A host of 10,000 packets a second, each a flow, seen by a router that tells of a flow 15 s after its end. It may have 20,000. */
public class PushedOutTest {
    private static final int USUAL = 15_000;
    private static final int RATE = 10_000;
    private static final int TENTHS = 10;
    private static final Scheme SCHEME = new Scheme(
            Map.of(Prefix.parse("10.0.0.0/8"), "cfg"),
            false,
            new GroupBook()
                    .groups(
                            List.of(GroupSettings.of(Map.of(
                                    "service.pid", "polder.traffic.group~default", "limit.in.packets", "20kpps"))),
                            Instant.EPOCH));

    private final Pulse pulse = new Pulse();
    private final HostTable table = new HostTable(40_000, SCHEME);
    private final LaneMeter lane = new LaneMeter(() -> SCHEME, pulse, 40_000);
    private final Flows flows = new Flows(lane, 64);
    private final String host = "10.0.0.1";
    private int sender;
    private long fed;
    private long counted;
    private long most;

    /** Flows of ten packets each that ended so long ago. */
    private void told(String target, int packets, int age, int ahead) {
        for (int i = 0; i < packets / 10; i++) {
            long ended = -age * 1_000_000L;
            flows.next(Address.parse("192.0.2.1"), Address.parse(target), 17, 0)
                    .between(
                            0,
                            0x5_0000_0000L + sender++,
                            0,
                            Address.parse(target).low())
                    .volume(10, 1000)
                    .lasted(ended, ended);
            if (ahead > 0) {
                flows.batch.early(ahead);
            }
        }
        fed += packets;
    }

    private void beat() {
        flows.drain();
        pulse.beat(LaneTable.STRIPES);
        flows.drain();
        table.begin(0.1, 5);
        Handed taken = lane.take();
        table.merge(taken);
        taken.clear();
        lane.giveBack(taken);
        table.end(60);
        int row = table.find(Address.parse(host));
        if (row >= 0) {
            counted += Math.round(table.newest(row, Metric.IN_PACKETS) / TENTHS);
            most = Math.max(most, rate());
        }
    }

    private long rate() {
        return table.sum(table.find(Address.parse(host)), Metric.IN_PACKETS);
    }

    private void asUsual(int tenths) {
        for (int i = 0; i < tenths; i++) {
            told(host, RATE / TENTHS, USUAL, 0);
            beat();
        }
    }

    /** All of fifteen seconds in three beats, the oldest first, and for a time what comes is told of at once. */
    private void flush(int tenthsAfter) {
        for (int age = USUAL - 100; age > 0; age -= 100) {
            told(host, RATE / TENTHS, age, USUAL - age);
            if (age % (USUAL / 3) == 0) {
                beat();
            }
        }
        for (int i = 0; i < tenthsAfter; i++) {
            told(host, RATE / TENTHS, 100, USUAL - 100);
            beat();
        }
    }

    @Test
    public void aCacheEmptiedAtOnceIsNoSpikeAndNothingIsLost() {
        asUsual(200);
        flush(40);
        // the cache holds them again until they are due
        for (int i = 0; i < 149; i++) {
            beat();
        }
        asUsual(50);
        assertThat(most).isBetween((long) RATE, RATE * 125L / 100);
        for (int i = 0; i < 200; i++) {
            beat();
        }
        assertThat(counted).isEqualTo(fed);
        assertThat(table.spreading().size()).isZero();
    }

    @Test
    public void aFloodAtTheHostIsCountedAsItComes() {
        asUsual(200);
        flush(10);
        for (int i = 0; i < 10; i++) {
            told(host, 10 * RATE / TENTHS, 100, USUAL - 100);
            beat();
        }
        assertThat(rate()).as("after a second").isGreaterThan(8L * RATE);
        assertThat(fed - counted).isLessThan(18L * RATE);
    }

    @Test
    public void aLittleMoreThanTheLimitIsCountedAsItComes() {
        asUsual(200);
        flush(10);
        for (int i = 0; i < 30; i++) {
            told(host, 24_000 / TENTHS, 100, USUAL - 100);
            beat();
        }
        assertThat(rate()).isGreaterThan(20_000);
    }

    @Test
    public void aHostThatHadNoTrafficHasALagOfItsOwn() {
        asUsual(200);
        String other = "10.0.0.2";
        for (int i = 0; i < 20; i++) {
            told(other, 500, 300, USUAL - 300);
            beat();
        }
        assertThat(table.sum(table.find(Address.parse(other)), Metric.IN_PACKETS))
                .isEqualTo(5000);
    }

    @Test
    public void newTrafficDoesNotWaitForAsLongAsItsLatestFlows() {
        asUsual(200);
        String other = "10.0.0.2";
        for (int i = 0; i < 30; i++) {
            told(other, 490, 300, USUAL - 300);
            told(other, i % 10 == 5 ? 10 : 0, 4000, USUAL - 4000);
            beat();
        }
        assertThat(table.sum(table.find(Address.parse(other)), Metric.IN_PACKETS))
                .as("of 5000")
                .isGreaterThan(4000);
    }

    @Test
    public void trafficMuchMoreThanBeforeIsCountedAsItComes() {
        for (int i = 0; i < 100; i++) {
            told(host, 10, USUAL, 0);
            beat();
        }
        for (int i = 0; i < 20; i++) {
            told(host, 500, 300, USUAL - 300);
            beat();
        }
        assertThat(rate()).as("of 5000, with what was not yet much more").isGreaterThan(4000);
    }

    @Test
    public void whatAnExporterClaimsIsBounded() {
        asUsual(20);
        for (int i = 0; i < 100; i++) {
            told("10.1." + i / 10 + "." + i, 1000, i * 37_000_000 / 100, 1 << 29);
            told("10.1." + i / 10 + "." + i, 1000, -i, 1 + i * 1000);
        }
        beat();
        for (int i = 0; i < 1300; i++) {
            beat();
        }
        assertThat(table.spreading().size()).isZero();
    }

    @Test
    public void theSidesOfMoreHostsThanThereIsRoomForAreCountedAsTheyCome() {
        for (int i = 0; i < 20_000; i++) {
            told("10.2." + i / 250 + "." + i % 250, 10, 14_000, 1000);
        }
        fed = 0;
        told(host, 10, 14_000, 1000);
        beat();
        for (int i = 0; i < 20; i++) {
            beat();
        }
        assertThat(counted).isEqualTo(fed);
    }

    @Test
    public void aRecordYoungerThanItsHostsFollowsTheFormerAndDoesNotLieBesideIt() {
        asUsual(200);
        // two hundred transfers of 30 packets a second since a minute, told of one after the other, and then the rest
        // of each
        long before = most;
        lasting(60_000, 60_000, 1800);
        for (int i = 0; i < 300; i++) {
            beat();
        }
        lasting(30_000, 30_000, 900);
        most = 0;
        for (int i = 0; i < 1200; i++) {
            beat();
        }
        assertThat(before).isEqualTo(RATE);
        assertThat(most).isBetween(5000L, 6400L);
        assertThat(counted).isBetween(fed - 200, fed + 200);
    }

    private void lasting(int age, int length, int packets) {
        for (int i = 0; i < 200; i++) {
            flows.next(Address.parse("192.0.2." + i), Address.parse(host), 17, 0)
                    .volume(packets, packets * 100L)
                    .lasted(-age * 1_000_000L, (length - age) * 1_000_000L);
            flows.batch.early(1000);
            fed += packets;
        }
    }
}
