// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Address;
import polder.wire.Prefix;

/** Batches for a lane, as the engine gives them, and attacks on their targets. */
final class Rows {
    static final Lookups LOOKUPS =
            new Lookups(Places.UNKNOWN, new Vectors(VectorTable.builtIn()), null, host -> "default");

    static final long START = 1_700_000_000_000_000_000L;
    static final Address VICTIM = Address.parse("10.0.0.1");
    static final int FRAME = 60;

    final FlowBatch flows;
    private final PacketBatch packets = new PacketBatch(256);
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(256 * FRAME);

    Rows(FlowBatch.Drain drain) {
        flows = new FlowBatch(128, drain);
        flows.detailed(true);
        begin();
    }

    /** A batch that a lane takes when it is drained. */
    static Rows of(FlowTapLane lane) {
        return new Rows(lane::accept);
    }

    private void begin() {
        packets.in(bytes);
        flows.of(packets);
    }

    /** A UDP packet of 60 bytes on the wire, whose frame holds its source over and over. */
    Rows packet(long arrived, int source, Address target, int port) {
        int row = packets.size();
        packets.add(row * FRAME, FRAME, FRAME, arrived);
        for (int i = 0; i < FRAME; i += 4) {
            bytes.putInt(row * FRAME + i, source);
        }
        flows.next(row)
                .between(0, Address.low4(source), target.high(), target.low())
                .ports(port, 53)
                .kind(17, 0, false)
                .volume(1, 46);
        flows.details().header(0, 64, 0).frame(row * FRAME, FRAME, FRAME, 1);
        return this;
    }

    void drain() {
        flows.drain();
        begin();
    }

    static Settings settings(String... keysAndValues) {
        Map<String, Object> properties = new java.util.HashMap<>(Map.of("service.pid", "polder.evidence"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.of(properties);
    }

    static Attack attack(String target, @Nullable Metric metric) {
        Rates none = Rates.NONE;
        Instant since = Instant.ofEpochSecond(0, START);
        return new Attack(
                new UUID(7, target.hashCode()),
                Prefix.parse(target),
                Attack.State.ACTIVE,
                "default",
                metric == null ? Attack.MANUAL : "polder.detect.threshold",
                metric,
                1,
                1,
                1,
                "",
                none,
                none,
                since,
                since,
                null,
                Duration.ZERO,
                Duration.ZERO);
    }

    static Collection collection(Attack attack, Settings settings, LaneRecorder lane) {
        return new Collection(attack, settings, LOOKUPS, List.of(lane), Collection.MOST);
    }
}
