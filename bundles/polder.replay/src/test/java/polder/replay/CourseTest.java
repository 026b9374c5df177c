// SPDX-License-Identifier: Apache-2.0
package polder.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Judging;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowFilterLane;
import polder.api.flow.Reject;
import polder.api.traffic.Counting;
import polder.api.traffic.OwnNetworks;
import polder.api.traffic.TrafficWindow;
import polder.wire.PrefixTable;

/** A replay of packets that lie 30 ms apart; each has its number in its one byte. */
public class CourseTest {
    private static final long BEGIN = 1_700_000_000_000_000_000L;
    private static final long GAP = 30_000_000L;

    private final List<String> seen = new ArrayList<>();

    private final class Numbered implements CaptureLane {
        private final int packets;
        private int next;

        Numbered(int packets) {
            this.packets = packets;
        }

        @Override
        public int poll(PacketBatch batch) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(8);
            batch.in(bytes);
            while (next < packets && batch.size() < 8) {
                bytes.put(batch.size(), (byte) next);
                batch.add(batch.size(), 1, 1, BEGIN + next * GAP);
                next++;
            }
            return batch.size() == 0 ? END : batch.size();
        }

        @Override
        public void close() {
            seen.add("closed");
        }
    }

    private final class Noted implements Counting {
        @Override
        public OwnNetworks networks() {
            return () -> new PrefixTable(List.of());
        }

        @Override
        public void count(FlowBatch flows) {
            for (int i = 0; i < flows.size(); i++) {
                seen.add("flow " + flows.packets(i));
            }
        }

        @Override
        public void beat(long epochNanos, double seconds) {
            seen.add("beat " + (epochNanos - BEGIN) / 1_000_000);
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }
    }

    private static final class Nobody implements Judging {
        @Override
        public void judge(TrafficWindow window) {}

        @Override
        public List<Attack> attacks() {
            return List.of();
        }

        @Override
        public long forgotten() {
            return 0;
        }

        @Override
        public List<String> missing() {
            return List.of();
        }
    }

    private Course course(int packets, FlowFilterLane... filters) {
        DecoderLane decoder = (batch, flows) -> {
            for (int i = 0; i < batch.size(); i++) {
                int number = batch.bytes().get(batch.offset(i));
                if (number == 3) {
                    flows.reject(Reject.NOT_IP);
                } else {
                    flows.next(i).between(0, 1, 0, 2).volume(number, 1);
                }
            }
        };
        return new Course(
                new Numbered(packets),
                "packet",
                decoder,
                List.of(filters),
                List.of(new Bench(new Noted(), new Nobody())));
    }

    @Test
    public void beatsFallBetweenThePacketsTheyFellBetween() throws Exception {
        Course course = course(9);
        course.run();
        assertThat(seen)
                .startsWith(
                        "flow 0",
                        "flow 1",
                        "flow 2",
                        "beat 100",
                        "flow 4",
                        "flow 5",
                        "flow 6",
                        "beat 200",
                        "flow 7",
                        "flow 8",
                        "beat 300");
        assertThat(course.packets()).isEqualTo(9);
        assertThat(course.flows()).isEqualTo(8);
        assertThat(course.rejects()).isEqualTo(Map.of("not_ip", 1L));
    }

    @Test
    public void whatFiltersLeaveOutIsNotCounted() throws Exception {
        Course course = course(3, flows -> flows.leaveOut(0));
        course.run();
        assertThat(seen).doesNotContain("flow 0").contains("flow 1", "flow 2");
        assertThat(course.filtered()).isEqualTo(1);
    }

    @Test
    public void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> course(9).run()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(seen).isEmpty();
    }

    @Test
    public void nothingComesOfAnEmptyFile() throws Exception {
        Course course = course(0);
        course.run();
        assertThat(seen).isEmpty();
        assertThat(course.clock().hasBegun()).isFalse();
    }
}
