// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import polder.api.flow.Decoder;
import polder.decode.netflow.VirtualNetflow;
import polder.decode.packet.PacketDecoder;
import polder.decode.sflow.SflowDecoder;

/** How the traffic is seen. */
enum Source {
    FRAMES("every frame", 2),
    SFLOW("sFlow 1:1000", 3),
    /** A flow may be told of a minute and a quarter after its first packet. */
    NETFLOW("NetFlow 5 and 9", 80);

    static final int ONE_IN = 1000;
    /** Time constant of the rule to compare with. */
    private static final double AVERAGE = 5;

    private static final long HOLD = 30 * Scenario.SECOND;

    final String text;
    /** How long after the end of an attack its alarm may come, nanoseconds. */
    final long grace;

    Source(String text, int seconds) {
        this.text = text;
        grace = seconds * Scenario.SECOND;
    }

    Decoder decoder(CfgFiles cfg) {
        return switch (this) {
            case FRAMES -> new PacketDecoder();
            case SFLOW -> new SflowDecoder();
            case NETFLOW -> VirtualNetflow.decoder(cfg.of("polder.decode.netflow"));
        };
    }

    Observer feed(Sink sink, long seed, Witness witness) {
        return switch (this) {
            case FRAMES -> new FrameFeed(sink);
            case SFLOW -> new SflowFeed(sink, ONE_IN, seed, witness);
            case NETFLOW -> new NetflowFeed(sink, witness);
        };
    }

    /** Whether it can be known from it that there was this attack; every frame tells everything. */
    private boolean tells(Witness witness, Event event, Scenario.Limits limits) {
        return this == FRAMES || witness.tells(event, limits);
    }

    /**
     * What came of a scenario.
     *
     * @param polder the appliance
     * @param rule the fixed limit
     * @param note what else is to be known
     */
    record Outcome(Source source, Score polder, Score rule, String note) {}

    Outcome run(CfgFiles cfg, long seed) throws IOException {
        long began = System.nanoTime();
        Pipeline pipeline = new Pipeline(cfg, decoder(cfg), List.of(AVERAGE), HOLD);
        Scenario scenario = new Scenario(seed, pipeline::limit);
        Witness witness = new Witness(scenario.events(), this == SFLOW);
        try (pipeline) {
            scenario.play(feed(pipeline, seed, witness));
        }
        Predicate<Event> told = event -> tells(witness, event, pipeline::limit);
        String note = String.format(
                "seed %d, %s: %d s of traffic in %.1f s, rejected %d, %s",
                seed,
                text,
                scenario.seconds(),
                (System.nanoTime() - began) / 1e9,
                pipeline.rejected(),
                pipeline.counters());
        Score polder = new Score(scenario.events(), pipeline.alarms(), grace, told);
        return new Outcome(this, polder, new Score(scenario.events(), pipeline.alarmsOfRule(0), grace, told), note);
    }
}
