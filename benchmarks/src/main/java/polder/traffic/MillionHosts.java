// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import polder.api.attack.Detector;
import polder.api.attack.Findings;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.TrafficWindow;
import polder.attack.VirtualAttacks;
import polder.detect.baseline.BaselineDetector;
import polder.detect.prefix.PrefixDetector;
import polder.detect.threshold.ThresholdDetector;

/**
 * What very many hosts ({@link ManyHosts}) cost the beat with the detectors as they are shipped, and in memory. Arguments: hosts, seconds
 * of beats of 100 ms that are measured, after as many that warm up; lanes. CPU time of one thread that plays lanes and beat; the lanes' part
 * is not counted. To be run from the repository's root, with a new folder in {@code karaf.data}.
 */
public final class MillionHosts {
    private static final double BEAT = 0.1;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final List<Part> parts = new ArrayList<>();
    private final Part all = new Part("a beat in all", false);
    private final Part second = new Part("sliding second", true);
    private final Part merge = new Part("merging, sums, forgetting", true);
    private final Part attack = new Part("polder.attack", true);
    private final List<FlowTapLane> lanes = new ArrayList<>();
    private final FlowBatch nothing = new FlowBatch(1, flows -> {});
    private final TrafficMeter meter;
    private final ManyHosts traffic;
    private final VirtualAttacks attacks;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int beats;
    private int turn;
    private long lastMark;

    private MillionHosts(int hosts, int laneCount) throws IOException {
        meter = meter("10.0.0.0/8, 2001:db8::/32");
        for (int lane = 0; lane < laneCount; lane++) {
            lanes.add(meter.open(lane));
        }
        traffic = new ManyHosts(hosts, flows -> lanes.get(turn++ % laneCount).accept(flows));
        Path folder = Files.createDirectories(Path.of(System.getProperty("karaf.data")));
        attacks = new VirtualAttacks(cfg("polder.attack"), folder, event -> {});
    }

    private TrafficMeter meter(String networks) throws IOException {
        Map<String, Object> cfg = new HashMap<>(cfg("polder.traffic"));
        cfg.put("networks", networks);
        TrafficMeter made = new TrafficMeter(TrafficSettings.of(cfg), Path.of("/nonexistent"), () -> now);
        made.addGroup(new Group(cfg("polder.traffic.group-default")));
        return made;
    }

    /** As it is shipped. */
    private static Map<String, Object> cfg(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("etc", name + ".cfg"))) {
            properties.load(in);
        }
        Map<String, Object> read = new HashMap<>(Map.of("service.pid", name.replace('-', '~')));
        properties.forEach((key, value) -> read.put(key.toString(), value));
        return read;
    }

    public static void main(String[] arguments) throws IOException {
        int hosts = Integer.parseInt(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        int lanes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        start();
        long before = used();
        MillionHosts run = new MillionHosts(hosts, lanes);
        run.fill(hosts, before);
        run.play(10 * seconds);
        run.measure(10 * seconds);
        run.memory("in the end", hosts, before);
        run.quiet(hosts / 100);
        run.attacks.close();
    }

    /** What configured networks cost before there is traffic. */
    private static void start() throws IOException {
        MillionHosts some = new MillionHosts(1, 1);
        List<TrafficMeter> kept = new ArrayList<>();
        for (String networks : List.of("10.0.0.0/24", "10.0.0.0/24", "10.0.0.0/8, 2001:db8::/32")) {
            long before = used();
            long begin = System.nanoTime();
            TrafficMeter meter = some.meter(networks);
            meter.networks();
            double millis = (System.nanoTime() - begin) / 1e6;
            System.out.printf("at start: %s: %.1f ms, %,d kB%n", networks, millis, (used() - before) / 1024);
            kept.add(meter);
        }
        some.attacks.close();
        kept.clear();
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** Lets hosts and detectors come one after the other, to see what each needs. */
    @SuppressWarnings("NullAway") // defaults are those of the cfg files; the Config of DS is for tools
    private void fill(int hosts, long before) throws IOException {
        lastMark = before;
        play(20);
        memory("lanes and table", hosts, before);
        meter.addTap(window -> {
            merge.stop();
            attack.start();
            attacks.accept(window);
            attack.stop();
        });
        add("polder.detect.threshold", new ThresholdDetector(null, cfg("polder.detect.threshold")));
        play(20);
        memory("attacks, threshold", hosts, before);
        add("polder.detect.prefix", new PrefixDetector(null, cfg("polder.detect.prefix")));
        play(20);
        memory("prefix", hosts, before);
        add("polder.detect.baseline", new BaselineDetector(null, null, cfg("polder.detect.baseline")));
        play(20);
        memory("baseline", hosts, before);
    }

    private void memory(String what, int hosts, long before) {
        long used = used();
        System.out.printf(
                "memory: %s: %d more, %d bytes a host in all%n",
                what, (used - lastMark) / hosts, (used - before) / hosts);
        lastMark = used;
    }

    private void add(String name, Detector detector) {
        Part part = new Part(name, true);
        attacks.add(name, new Detector() {
            @Override
            public void inspect(TrafficWindow window, Findings findings) {
                attack.stop();
                part.start();
                detector.inspect(window, findings);
                part.stop();
                attack.start();
            }
        });
    }

    private void play(int count) {
        for (int i = 0; i < count; i++) {
            traffic.beat(beats);
            beat();
        }
    }

    private void beat() {
        beats++;
        now = now.plusMillis(100);
        all.start();
        second.start();
        meter.beat(BEAT, () -> {
            second.stop();
            all.stop();
            lanes.forEach(lane -> lane.accept(nothing));
            all.start();
            merge.start();
        });
        all.stop();
        merge.stopOnce();
    }

    private void measure(int count) {
        all.reset();
        parts.forEach(Part::reset);
        long allocated = 0;
        for (int i = 0; i < count; i++) {
            traffic.beat(beats);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            beat();
            allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
            all.end();
            parts.forEach(Part::end);
        }
        System.out.printf("%s%n", meter.counters());
        System.out.printf("%d bytes allocated a beat%n", allocated / count);
        all.print();
        parts.forEach(Part::print);
    }

    /** Only the busy go on: until the others are gone. */
    private void quiet(int busy) {
        for (int i = 1; i < 2000; i++) {
            traffic.busy(beats);
            beat();
            if (meter.counters().getOrDefault("hosts", 0L) <= busy) {
                System.out.printf("quiet hosts are gone %.1f s after their last traffic%n", i * BEAT);
                return;
            }
        }
        throw new IllegalStateException("quiet hosts are never forgotten: " + meter.counters());
    }

    /** CPU time of a part of each beat. */
    private final class Part {
        private final String name;
        private final Spent spent = new Spent();
        private long began;
        private long nanos;

        Part(String name, boolean listed) {
            this.name = name;
            if (listed) {
                parts.add(this);
            }
        }

        void start() {
            began = THREADS.getCurrentThreadCpuTime();
        }

        void stop() {
            nanos += THREADS.getCurrentThreadCpuTime() - began;
            began = 0;
        }

        /** Unless it was stopped. */
        void stopOnce() {
            if (began != 0) {
                stop();
            }
        }

        void reset() {
            nanos = 0;
        }

        void end() {
            spent.add(nanos);
            nanos = 0;
        }

        void print() {
            System.out.printf("%-28s %s%n", name, spent);
        }
    }
}
