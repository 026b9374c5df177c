// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.replay.Replay;
import polder.api.replay.Replays;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** Finds the same in every recording. */
final class FakeReplays implements Replays {
    /** What was asked for last. */
    Request last = new Request("", "", "", List.of(), 1, Map.of());

    @Override
    public Replay run(Request request) throws IOException {
        last = request;
        if (request.file().endsWith("missing.pcap")) {
            throw new IOException(request.file() + ": no such file");
        }
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        Attack one = recorded(begin, "198.51.100.20/32");
        Attack other = recorded(begin, "198.51.100.21/32");
        List<Replay.Change> changes =
                List.of(new Replay.Change(one, null), new Replay.Change(null, other), new Replay.Change(one, one));
        return new Replay(
                "netflow",
                begin,
                Duration.ofSeconds(20),
                Duration.ofMillis(400),
                1200,
                30_000,
                7,
                Map.of("missing_template", 3L),
                List.of(one),
                request.whatIf().isEmpty() ? List.of() : changes,
                List.of("detector x has no twin"));
    }

    private static Attack recorded(Instant begin, String target) {
        return new Attack(
                UUID.randomUUID(),
                Prefix.parse(target),
                Attack.State.ENDED,
                "web",
                "polder.detect.threshold",
                Metric.IN_PACKETS,
                50_000,
                20_000,
                60_000,
                "too much",
                Rates.NONE,
                Rates.NONE,
                begin.plusMillis(2500),
                begin.plusMillis(6500),
                begin.plusSeconds(9),
                Duration.ofSeconds(3),
                Duration.ZERO);
    }
}
