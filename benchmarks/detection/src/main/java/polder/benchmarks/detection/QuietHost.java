// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.io.IOException;
import java.util.List;
import polder.api.traffic.Metric;
import polder.wire.Address;

/** A host with three quarters of what it may have, seen through sampling for a day: nothing is the matter with it. */
final class QuietHost {
    private static final double SHARE = 0.75;
    private static final int PEERS = 16;
    private static final int LENGTH = 500;

    /**
     * What came of it.
     *
     * @param polder its alarms
     * @param naive seconds, or runs of them, that were over the limit
     * @param average the same of the moving average
     */
    record Outcome(double share, double rate, int seconds, List<Alarm> polder, int naive, int average) {}

    private QuietHost() {}

    static Outcome run(CfgFiles cfg, int seconds, long seed) throws IOException {
        Pipeline pipeline = new Pipeline(cfg, Source.SFLOW.decoder(cfg), List.of(0.0, 5.0), Scenario.SECOND);
        Address host = Networks.host(Networks.DEFAULT, Networks.TARGETS);
        double rate = SHARE * pipeline.limit(host, Metric.IN_PACKETS);
        try (pipeline) {
            SflowFeed feed = new SflowFeed(pipeline, Source.ONE_IN, seed);
            Draw draw = new Draw(seed);
            Parcel parcel = new Parcel();
            parcel.toHigh = host.high();
            parcel.toLow = host.low();
            parcel.protocol = 6;
            parcel.tcpFlags = 0x18;
            parcel.length = LENGTH;
            parcel.toPort = 443;
            long end = Scenario.BEGIN + seconds * Scenario.SECOND;
            for (long at = Scenario.BEGIN; at < end; at += Scenario.SLOT) {
                emit(parcel, draw.poisson(rate * Scenario.SLOT / Scenario.SECOND), at, feed);
                feed.until(at + Scenario.SLOT);
            }
        }
        return new Outcome(
                SHARE,
                rate,
                seconds,
                List.copyOf(pipeline.alarms()),
                pipeline.alarmsOfRule(0).size(),
                pipeline.alarmsOfRule(1).size());
    }

    private static void emit(Parcel parcel, int packets, long at, Observer feed) {
        for (int peer = 0; peer < PEERS; peer++) {
            parcel.fromLow = Address.low4(0x0b01_0100 + peer);
            parcel.fromPort = 20_000 + peer;
            parcel.count = packets * (peer + 1) / PEERS - packets * peer / PEERS;
            parcel.nanos = at + peer * Scenario.SLOT / PEERS;
            parcel.gap = Scenario.SLOT / PEERS / Math.max(1, parcel.count);
            if (parcel.count > 0) {
                feed.packets(parcel);
            }
        }
    }
}
