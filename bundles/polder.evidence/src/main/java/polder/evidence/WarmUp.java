// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import polder.api.attack.Attack;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * Collects an attack that is none, and throws it away: the code is loaded and compiled by then, and a script does not wait half a
 * second for the first attack there is.
 */
final class WarmUp {
    private static final Address TARGET = Address.parse("192.0.2.1");
    private static final int BATCHES = 60;
    private static final int ROWS = 100;
    private static final int ROUNDS = 30;
    private static final long MILLI = 1_000_000;

    private WarmUp() {}

    /** @param isOver asked between rounds: whether nobody needs it any more */
    static void run(Settings settings, Vectors vectors, BooleanSupplier isOver) {
        LaneRecorder lane = new LaneRecorder(() -> settings, closed -> {});
        FlowBatch flows = new FlowBatch(ROWS, lane::accept);
        PacketBatch packet = new PacketBatch(1);
        packet.in(ByteBuffer.allocateDirect(ROWS)).add(0, ROWS, ROWS, MILLI);
        flows.of(packet);
        for (int batch = 0; batch < BATCHES; batch++) {
            flows.detailed(lane.wantsDetails());
            for (int row = 0; row < ROWS; row++) {
                flows.next(0)
                        .between(0, Address.low4(batch * ROWS + row), TARGET.high(), TARGET.low())
                        .ports(row, batch)
                        .kind(row % 2 == 0 ? Names.UDP : Names.TCP, row, row % 3 == 0)
                        .volume(1, ROWS);
                flows.details().frame(0, ROWS, ROWS, PacketBatch.ETHERNET);
            }
            flows.drain();
        }
        Lookups lookups = new Lookups(Places.UNKNOWN, vectors, null, host -> "");
        for (int round = 0; round < ROUNDS && !isOver.getAsBoolean(); round++) {
            Collection none = new Collection(attack(), settings, lookups, List.of(lane), Collection.MOST);
            byte[] unused = none.frames();
            String unusedText = EvidenceJson.write(none.evidence());
        }
    }

    private static Attack attack() {
        Instant now = Instant.now();
        return new Attack(
                new UUID(0, 0),
                Prefix.host(TARGET),
                Attack.State.ACTIVE,
                "",
                "",
                Metric.IN_PACKETS,
                0,
                0,
                0,
                "",
                Rates.NONE,
                Rates.NONE,
                now,
                now,
                null,
                Duration.ZERO,
                Duration.ZERO);
    }
}
