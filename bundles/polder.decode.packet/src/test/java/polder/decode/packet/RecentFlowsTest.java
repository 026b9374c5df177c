// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.Test;
import polder.wire.Frame;

/** How far the flows counted are from those there were. */
public class RecentFlowsTest {
    private static final long SECOND = 1_000_000_000;
    /** When a second begins. */
    private static final long AT = Frames.AT / SECOND * SECOND;

    private static final int STEADY = 1000;

    private final ByteBuffer packet = ByteBuffer.allocateDirect(54);
    private final Frame frame = new Frame();
    private final Random random = new Random(3);

    public RecentFlowsTest() {
        packet.put(0, Frames.hex(Frames.MACS, "0800", Frames.ipv4(6, "00000000", Frames.tcp(1, 80, 2))));
    }

    private boolean isNew(RecentFlows recent, int sender, int port, long at) {
        packet.putInt(26, sender).putShort(34, (short) port);
        frame.read(packet, 1, 0, 54, 54);
        return recent.isNew(recent.hash(frame), at);
    }

    private boolean isNewSteady(RecentFlows recent, int flow, long at) {
        return isNew(recent, 0x0a000000 | flow, flow, at);
    }

    /**
     * A second of so many forged senders, and of flows that send so many frames.
     *
     * @return how many forged flows were counted, and how often each of the others was in the mean
     */
    private double[] flooded(RecentFlows recent, int forged, int framesOfEach) {
        int steadyFrames = STEADY * framesOfEach;
        int counted = 0;
        int countedSteady = 0;
        int sent = 0;
        for (int i = 0; i < forged; i++) {
            long at = AT + i * SECOND / forged;
            // from 128.0.0.0 on, each once
            counted += isNew(recent, 0x80000000 | i, random.nextInt(65536), at) ? 1 : 0;
            for (; (long) sent * forged < (long) i * steadyFrames; sent++) {
                countedSteady += isNewSteady(recent, sent % STEADY, at) ? 1 : 0;
            }
        }
        return new double[] {counted, (double) countedSteady / STEADY};
    }

    @Test
    public void inAFloodOfForgedSendersEachOfThemCountsOnce() {
        for (int forged : new int[] {100_000, 1_000_000, 4_000_000}) {
            double counted = flooded(new RecentFlows(), forged, 10)[0];
            System.out.printf("%d forged senders are counted as %.0f%n", forged, counted);
            // one in a million is taken for another, by a key drawn anew each time: once in many millions of runs it is
            // more
            double lost = 1e-6 * forged;
            assertThat(counted).isBetween(forged - lost - 6 * Math.sqrt(lost) - 3, (double) forged);
        }
    }

    @Test
    public void flowsThatSendOftenAreCountedRightBesideAFlood() {
        for (int forged : new int[] {250_000, 1_000_000, 4_000_000}) {
            int limit = Math.max(1, forged / 262_144);
            for (int often : new int[] {2, 4, 16}) {
                int frames = often * limit;
                double each = flooded(new RecentFlows(), forged, frames)[1];
                System.out.printf(
                        "%d forged senders: a flow of %d frames is counted %.3f times%n", forged, frames, each);
                assertThat(each).as(forged + " " + frames).isBetween(1.0, often == 2 ? 2.0 : often == 4 ? 1.2 : 1.01);
            }
        }
    }

    @Test
    public void flowsThatSendSeldomAreCountedAtMostOncePerFrameInAFlood() {
        double each = flooded(new RecentFlows(), 4_000_000, 4)[1];
        System.out.printf("4000000 forged senders: a flow of 4 frames is counted %.3f times%n", each);
        assertThat(each).isBetween(1.5, 4.0);
    }

    @Test
    public void aFloodIsForgottenWithItsSecond() {
        RecentFlows recent = new RecentFlows();
        flooded(recent, 1_000_000, 10);
        int counted = 0;
        for (int i = 0; i < 20 * STEADY; i++) {
            counted += isNewSteady(recent, i % STEADY, AT + SECOND + i) ? 1 : 0;
        }
        assertThat(counted).isEqualTo(STEADY);
    }

    @Test
    public void withoutAFloodTheErrorIsWhatIsSaid() {
        for (int flows : new int[] {100_000, 150_000}) {
            RecentFlows recent = new RecentFlows();
            int counted = 0;
            for (int i = 0; i < 4 * flows; i++) {
                counted += isNewSteady(recent, i % flows, AT + i) ? 1 : 0;
            }
            System.out.printf("%d flows of 4 frames are counted as %d%n", flows, counted);
            assertThat(counted).isBetween(flows, flows + flows * (flows == 100_000 ? 1 : 60) / 1000);
        }
    }

    /** Rings filled by several cards, and merged files, give the frames around a turn of the second in any order. */
    @Test
    public void aFrameThatComesLateCountsInTheSecondThatHasBegun() {
        RecentFlows recent = new RecentFlows();
        int counted = 0;
        for (int i = 0; i < 100 * STEADY; i++) {
            long at = AT + i * SECOND / 50_000 + (random.nextInt(2) * 2 - 1) * 2_000_000L;
            counted += isNewSteady(recent, i % STEADY, at) ? 1 : 0;
        }
        // two seconds, and the few frames 2 ms before and after them
        assertThat(counted).isBetween(2 * STEADY, 2 * STEADY + 200);
    }

    @Test
    public void secondsThatGoBackAndForthCountNothingTwice() {
        RecentFlows recent = new RecentFlows();
        int counted = 0;
        for (int i = 0; i < 10 * STEADY; i++) {
            counted += isNewSteady(recent, i / 2 % STEADY, AT + SECOND * (i % 2)) ? 1 : 0;
        }
        assertThat((double) counted).isCloseTo(STEADY, within(2.0));
    }

    @Test
    public void aClockThatIsSetBackIsFollowed() {
        RecentFlows recent = new RecentFlows();
        for (long at : List.of(AT, AT - 60 * SECOND, AT - 59 * SECOND, AT - 86_400 * SECOND, AT, 0L)) {
            assertThat(isNewSteady(recent, 1, at)).as("%d", at).isTrue();
            assertThat(isNewSteady(recent, 1, at + SECOND - 1)).isFalse();
            assertThat(isNewSteady(recent, 1, at - 1)).isFalse();
        }
    }

    /** Each lane counts for itself: a fanout that keeps flows together is exact, one that spreads them counts them on each lane. */
    @Test
    public void aFlowSpreadOverTwoLanesCountsOnEach() {
        RecentFlows[] lanes = {new RecentFlows(), new RecentFlows()};
        int together = 0;
        int spread = 0;
        for (int i = 0; i < 10 * STEADY; i++) {
            int flow = i / 10;
            together += isNewSteady(lanes[flow % 2], flow, AT) ? 1 : 0;
        }
        for (int i = 0; i < 10 * STEADY; i++) {
            spread += isNewSteady(lanes[i % 2], i / 10, AT + SECOND) ? 1 : 0;
        }
        assertThat(together).isEqualTo(STEADY);
        assertThat(spread).isEqualTo(2 * STEADY);
    }
}
