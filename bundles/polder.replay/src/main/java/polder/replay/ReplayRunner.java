// SPDX-License-Identifier: Apache-2.0
package polder.replay;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import polder.api.attack.Attack;
import polder.api.attack.Judging;
import polder.api.capture.CaptureLane;
import polder.api.capture.Recordings;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowFilter;
import polder.api.flow.FlowFilterLane;
import polder.api.replay.Replay;
import polder.api.replay.Replays;
import polder.api.traffic.Counting;

/** Plugs the parts that the other bundles make for it into a pipeline for each replay. */
@Component(name = "polder.replay")
public final class ReplayRunner implements Replays {
    /** Of each set of limits: beside what the appliance remembers there must be room for it. */
    static final int MOST_HOSTS = 200_000;

    private final Recordings recordings;
    private final Counting.Factory countings;
    private final Judging.Factory judgings;
    private final Map<Decoder, String> decoders = new ConcurrentHashMap<>();
    private final Map<FlowFilter, String> filters = new ConcurrentHashMap<>();
    private final AtomicBoolean running = new AtomicBoolean();

    @Activate
    public ReplayRunner(
            @Reference Recordings recordings,
            @Reference Counting.Factory countings,
            @Reference Judging.Factory judgings) {
        this.recordings = recordings;
        this.countings = countings;
        this.judgings = judgings;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addDecoder(Decoder decoder, Map<String, ?> properties) {
        decoders.put(decoder, String.valueOf(properties.get(Decoder.NAME)));
    }

    void removeDecoder(Decoder decoder) {
        decoders.remove(decoder);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFilter(FlowFilter filter, Map<String, ?> properties) {
        Object name = properties.get("service.pid");
        filters.put(filter, String.valueOf(name == null ? properties.get("component.name") : name));
    }

    void removeFilter(FlowFilter filter) {
        filters.remove(filter);
    }

    @Override
    public Replay run(Request request) throws IOException, InterruptedException {
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("another replay is running; there is one at a time");
        }
        try {
            return replay(request);
        } finally {
            running.set(false);
        }
    }

    private Replay replay(Request request) throws IOException, InterruptedException {
        Instant started = Instant.now();
        List<String> notes = new ArrayList<>();
        List<Bench> benches = new ArrayList<>();
        benches.add(Bench.of(countings, judgings, new Counting.Other(request.networks(), Map.of(), MOST_HOSTS)));
        if (!request.whatIf().isEmpty()) {
            Counting.Other other = new Counting.Other(request.networks(), request.whatIf(), MOST_HOSTS);
            benches.add(Bench.of(countings, judgings, other));
        }
        String name = request.decoder();
        if (name.isEmpty()) {
            name = recordings.decoder(request.file(), request.filter());
        }
        DecoderLane decoder = decoder(name, benches.get(0).counting());
        List<FlowFilterLane> apart = filters(notes);
        try (CaptureLane lane = recordings.open(request.file(), name, request.filter(), request.speed())) {
            Course course = new Course(lane, name, decoder, apart, benches);
            course.run();
            note(notes, lane, course, benches);
            return result(name, started, course, benches, notes);
        } finally {
            apart.forEach(FlowFilterLane::close);
        }
    }

    private DecoderLane decoder(String name, Counting counting) throws IOException {
        for (Map.Entry<Decoder, String> one : decoders.entrySet()) {
            if (one.getValue().equals(name)) {
                return one.getKey()
                        .apart(counting.networks().table())
                        .orElseThrow(() ->
                                new IOException("decoder '" + name + "' cannot be used apart from the appliance"));
            }
        }
        String there = decoders.isEmpty() ? "none" : String.join(", ", new TreeSet<>(decoders.values()));
        throw new IOException("no decoder '" + name + "' is installed; there is " + there);
    }

    private List<FlowFilterLane> filters(List<String> notes) {
        List<FlowFilterLane> apart = new ArrayList<>();
        filters.forEach((filter, name) -> filter.apart()
                .ifPresentOrElse(
                        apart::add,
                        () -> notes.add("filter " + name + " cannot be used apart from the appliance: left out")));
        return apart;
    }

    private static void note(List<String> notes, CaptureLane lane, Course course, List<Bench> benches) {
        if (!lane.problem().isEmpty()) {
            notes.add(lane.problem());
        }
        if (lane.dropped() > 0) {
            notes.add(lane.dropped() + " IP fragments of larger datagrams are left out");
        }
        if (course.clock().jumps() > 0) {
            notes.add(course.clock().jumps()
                    + " jumps of the recorded clock: it was set back, or nothing came for more than ten minutes");
        }
        Bench first = benches.get(0);
        first.judging()
                .missing()
                .forEach(name -> notes.add("detector " + name + " cannot be asked apart from the appliance: left out"));
        long refused = first.counting().counters().getOrDefault("hosts.refused", 0L);
        if (refused > 0) {
            notes.add("more than " + MOST_HOSTS + " hosts at a time: " + refused + " counts of others are left out");
        }
        for (Bench bench : benches) {
            if (bench.judging().forgotten() > 0) {
                notes.add(bench.judging().forgotten() + " attacks more than are remembered: only the last are shown");
            }
        }
    }

    private static Replay result(
            String decoder, Instant started, Course course, List<Bench> benches, List<String> notes) {
        VirtualClock clock = course.clock();
        boolean any = clock.hasBegun();
        List<Attack> attacks = benches.get(0).judging().attacks();
        return new Replay(
                decoder,
                Instant.ofEpochSecond(0, any ? clock.begin() : 0),
                Duration.ofNanos(any ? clock.last() - clock.begin() : 0),
                Duration.between(started, Instant.now()),
                course.packets(),
                course.flows(),
                course.filtered(),
                course.rejects(),
                attacks,
                benches.size() > 1
                        ? Comparison.of(attacks, benches.get(1).judging().attacks())
                        : List.of(),
                notes);
    }
}
