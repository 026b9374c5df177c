// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.OwnNetworks;
import polder.attack.VirtualAttacks;
import polder.detect.prefix.PrefixDetector;
import polder.detect.threshold.ThresholdDetector;
import polder.traffic.VirtualTraffic;
import polder.wire.Address;

/** The appliance in virtual time: decoder, counting, detectors, attacks; and rules to compare with behind the same decoder. */
final class Pipeline implements Sink, AutoCloseable {
    private static final double BEAT = Scenario.SLOT / 1e9;
    private static final int ROWS = 128;

    private final Path folder;
    private final VirtualTraffic traffic;
    private final VirtualAttacks attacks;
    private final VirtualWindow window;
    private final List<FixedLimit> rules;
    private final DecoderLane decoder;
    private final FlowBatch flows;
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private final Queue<AttackEvent> events = new ConcurrentLinkedQueue<>();
    private @Nullable Collector collector;
    private long now = Scenario.BEGIN;

    /** Keeps what is seen of attacks. */
    interface Collector {
        /** Takes flows, and says whether the next are to have details. */
        boolean accept(FlowBatch flows, long now);

        void heard(AttackEvent event, long now);

        void beat(long now);
    }

    /**
     * @param averages of the rules, in seconds; 0 for none
     * @param hold of the rules, nanoseconds
     */
    @SuppressWarnings(
            "NullAway") // the defaults of a Config are in the properties when DS calls; here its absence says the same
    Pipeline(CfgFiles cfg, Decoder decoder, List<Double> averages, long hold) throws IOException {
        folder = Files.createTempDirectory("polder-detection");
        attacks = new VirtualAttacks(cfg.of("polder.attack"), folder, this::heard);
        attacks.add("threshold", new ThresholdDetector(null, cfg.of("polder.detect.threshold")));
        attacks.add("prefix", new PrefixDetector(null, cfg.of("polder.detect.prefix")));
        window = new VirtualWindow(attacks);
        traffic = new VirtualTraffic(cfg.of("polder.traffic"), cfg.instances("polder.traffic.group"), window);
        rules = averages.stream()
                .map(average -> new FixedLimit(traffic.own().table(), this::limit, average, hold))
                .toList();
        know(decoder);
        this.decoder = decoder.open(0);
        flows = new FlowBatch(ROWS, this::counted);
    }

    /** As DS does: decoders ask the counting which networks are ours. */
    private void know(Decoder decoding) {
        try {
            Field own = decoding.getClass().getDeclaredField("own");
            own.setAccessible(true);
            own.set(decoding, traffic.own());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(decoding + " does not ask for our networks", e);
        }
    }

    void collector(Collector keeps) {
        collector = keeps;
    }

    OwnNetworks own() {
        return traffic.own();
    }

    private void heard(AttackEvent event) {
        events.add(event);
        if (event.phase() == AttackEvent.Phase.STARTED) {
            Attack attack = event.attack();
            Metric metric = attack.metric();
            if (metric != null) {
                long since = ChronoUnit.NANOS.between(Instant.EPOCH, attack.since());
                alarms.add(new Alarm(attack.target(), metric.direction(), since, attack.reason()));
            }
        }
    }

    private void counted(FlowBatch full) {
        traffic.accept(full);
        for (FixedLimit rule : rules) {
            rule.accept(full);
        }
        Collector keeps = collector;
        if (keeps != null) {
            full.detailed(keeps.accept(full, now));
        }
    }

    @Override
    public void feed(PacketBatch packets) {
        now = packets.size() == 0 ? now : packets.epochNanos(packets.size() - 1);
        flows.of(packets);
        decoder.decode(packets, flows);
        flows.drain();
    }

    @Override
    public void beat(long nanos) {
        window.nanos = nanos;
        traffic.beat(BEAT);
        if ((nanos - Scenario.BEGIN) % Scenario.SECOND == 0) {
            rules.forEach(rule -> rule.second(nanos));
        }
        Collector keeps = collector;
        if (keeps != null) {
            now = nanos;
            attacks.settle();
            for (AttackEvent event = events.poll(); event != null; event = events.poll()) {
                keeps.heard(event, nanos);
            }
            keeps.beat(nanos);
        }
    }

    String group(Address host) {
        return traffic.groupOf(host).name();
    }

    long limit(Address host, Metric metric) {
        Limit limit = traffic.groupOf(host).limit(metric);
        return limit == null ? Long.MAX_VALUE : limit.perSecond();
    }

    /** To be read when closed. */
    List<Alarm> alarms() {
        return alarms;
    }

    /** Of the rule with the average given so manyth. */
    List<Alarm> alarmsOfRule(int rule) {
        return rules.get(rule).alarms();
    }

    Map<String, Long> counters() {
        return traffic.counters();
    }

    /** Everything the decoder could not read. */
    long rejected() {
        long all = 0;
        for (Reject reason : Reject.values()) {
            all += flows.rejects(reason);
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        attacks.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
