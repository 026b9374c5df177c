// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.Test;
import polder.wire.Address;

public class LaneTableTest {
    private static final Notable BUSY = new Notable(1000, 1_000_000, 500);

    private final Handed handed = new Handed();

    private static LaneTable table(int mostRows) {
        LaneTable table = new LaneTable(mostRows);
        table.noting(BUSY);
        return table;
    }

    private static int row(LaneTable table, int host) {
        return table.row(0, Address.low4(0x0a000000 + host));
    }

    /** The hosts handed over. */
    private Set<Integer> handOver(LaneTable table, long from, long to) {
        handed.clear();
        table.handOver(from, to, handed);
        Set<Integer> hosts = new HashSet<>();
        for (int at = 0; at < handed.size(); at += LaneTable.WORDS) {
            hosts.add((int) handed.blocks()[at + LaneTable.LOW] - 0x0a000000);
        }
        return hosts;
    }

    private void take(Map<String, Long> sums) {
        long[] blocks = handed.blocks();
        for (int at = 0; at < handed.size(); at += LaneTable.WORDS) {
            for (int cell : new int[] {at + LaneTable.FIRST, at + LaneTable.SECOND}) {
                int column = LaneTable.column(blocks, cell);
                if (column >= 0) {
                    String key = blocks[at + LaneTable.HIGH] + " " + blocks[at + LaneTable.LOW] + " " + column;
                    sums.merge(key, LaneTable.packets(blocks, cell), Long::sum);
                    sums.merge(key + " bytes", LaneTable.bytes(blocks, cell), Long::sum);
                    sums.merge(key + " flows", LaneTable.flows(blocks, cell), Long::sum);
                }
            }
        }
    }

    @Test
    public void whatIsHandedOverIsWhatWasAdded() {
        Random random = new Random(5);
        LaneTable table = table(5000);
        Map<String, Long> expected = new HashMap<>();
        Map<String, Long> sums = new HashMap<>();
        boolean added = true;
        for (int beat = 0; beat < 300; beat++) {
            int many = random.nextInt(2000);
            for (int i = 0; i < many; i++) {
                long high = random.nextBoolean() ? 0 : 0x20010db8L << 32;
                long low =
                        high == 0 ? Address.low4(0x0a000000 + random.nextInt(1 + beat * 10)) : random.nextInt(1 + beat);
                int column = random.nextInt(Columns.VARIANCE) + (random.nextBoolean() ? Columns.IN : Columns.OUT);
                int packets = 1 + random.nextInt(random.nextInt(50) == 0 ? 3000 : 5);
                added &= table.add(table.row(high, low), column, packets, packets * 100L, 1);
                String key = high + " " + low + " " + column;
                expected.merge(key, (long) packets, Long::sum);
                expected.merge(key + " bytes", packets * 100L, Long::sum);
                expected.merge(key + " flows", 1L, Long::sum);
            }
            handOver(table, beat, beat + 1 + random.nextInt(2));
            take(sums);
        }
        handOver(table, 0, LaneTable.STRIPES);
        take(sums);
        assertThat(added).isTrue();
        assertThat(sums).isEqualTo(expected);
    }

    @Test
    public void aQuietHostIsHandedOverOnceARoundAndABusyOneInEveryBeat() {
        LaneTable table = table(1000);
        Map<Integer, Integer> times = new HashMap<>();
        for (int beat = 0; beat < 30; beat++) {
            for (int host = 0; host < 500; host++) {
                table.add(row(table, host), Columns.TCP, host == 7 ? 200 : 2, 100, 0);
            }
            boolean settled = beat >= LaneTable.STRIPES;
            handOver(table, beat, beat + 1).forEach(host -> times.merge(host, settled ? 1 : 0, Integer::sum));
        }
        for (int host = 0; host < 500; host++) {
            assertThat(times).containsEntry(host, host == 7 ? 20 : 2);
        }
    }

    @Test
    public void aHostThatIsNewOrBecomesBusyIsHandedOverInItsBeat() {
        LaneTable table = table(1000);
        table.add(row(table, 1), Columns.UDP, 1, 1, 1);
        assertThat(handOver(table, 0, 0)).containsExactly(1);
        table.add(row(table, 1), Columns.UDP, 999, 1, 1);
        assertThat(handOver(table, 0, 0)).isEmpty();
        table.add(row(table, 1), Columns.UDP, 1, 1, 1);
        assertThat(handOver(table, 0, 0)).containsExactly(1);
        assertThat(LaneTable.packets(handed.blocks(), LaneTable.FIRST)).isEqualTo(1000);
        assertThat(LaneTable.isHot(handed.blocks(), 0)).isTrue();
        table.add(row(table, 1), Columns.UDP, 49, 1, 1);
        assertThat(handOver(table, 0, 0))
                .as("the beat in which it is found quiet")
                .containsExactly(1);
        table.add(row(table, 1), Columns.UDP, 49, 1, 1);
        assertThat(handOver(table, 0, 0)).isEmpty();
    }

    @Test
    public void aVarianceMakesNoHostBusy() {
        LaneTable table = table(1000);
        table.add(row(table, 1), Columns.UDP, 1, 1, 1);
        handOver(table, 0, 0);
        table.add(row(table, 1), Columns.VARIANCE, 1_000_000_000, 0, 0);
        assertThat(handOver(table, 0, 0)).isEmpty();
        assertThat(handOver(table, 0, LaneTable.STRIPES)).containsExactly(1);
    }

    @Test
    public void rowsOfHostsThatHaveGoneAreUsedAgain() {
        LaneTable table = table(1000);
        for (int round = 0; round < 50; round++) {
            for (int host = 0; host < 1000; host++) {
                for (int column = 0; column < Columns.OUT; column++) {
                    table.add(row(table, round * 1000 + host), column, 1, 1, 1);
                }
            }
            assertThat(table.size()).isEqualTo(1000);
            for (int i = 0; i < 4; i++) {
                handOver(table, 0, LaneTable.STRIPES);
            }
            assertThat(table.size()).isZero();
        }
    }

    @Test
    public void whatFindsNoRoomIsSaid() {
        LaneTable table = table(100);
        for (int host = 0; host < 100; host++) {
            assertThat(row(table, host)).isNotNegative();
        }
        assertThat(row(table, 100)).isNegative();
        int refused = 0;
        for (int host = 0; host < 100; host++) {
            for (int column = 0; column < Columns.WIDTH; column++) {
                refused += table.add(row(table, host), column, 1, 1, 1) ? 0 : 1;
            }
        }
        assertThat(refused).as("of all columns, in blocks of two, nine a host").isEqualTo(100 * (Columns.WIDTH - 18));
    }
}
