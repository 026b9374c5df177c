// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.evidence.AttackEvidence;
import polder.api.flow.FlowBatch;
import polder.api.mitigation.Proposal;
import polder.api.traffic.Direction;
import polder.evidence.VirtualEvidence;
import polder.mitigation.VirtualProposals;

/** Plays a scenario in which every host under attack has usual traffic too, and has rules proposed against each attack that is found. */
final class ProposedRules implements Pipeline.Collector {
    private static final long COLLECTED = 10 * Scenario.SECOND;

    /** Small parts of the limit of a host, from its beginning to its end: a web server that asks for names and fetches things. */
    private static final Map<Kind, Double> USUAL = Map.of(Kind.CROWD, 0.005, Kind.NAMES, 0.001, Kind.DOWNLOAD, 0.005);

    /**
     * What was proposed against an attack.
     *
     * @param first at its detection
     * @param last ten seconds later
     */
    record Proposed(Event event, Proposal first, Proposal last, long usual) {}

    private final VirtualEvidence evidence;
    private final List<Event> events;
    private final long grace;
    private final Map<UUID, Event> open = new LinkedHashMap<>();
    private final Map<UUID, Long> since = new HashMap<>();
    private final Map<Event, Proposed> proposed = new LinkedHashMap<>();

    private ProposedRules(VirtualEvidence evidence, List<Event> events, long grace) {
        this.evidence = evidence;
        this.events = events;
        this.grace = grace;
    }

    /** The scenario of a seed with usual traffic added. */
    static Scenario scenario(long seed, Scenario.Limits limits) {
        Scenario scenario = new Scenario(seed, limits);
        for (Event attack : List.copyOf(scenario.events())) {
            if (isWanted(attack)) {
                USUAL.forEach((kind, part) -> scenario.usual(kind, attack.target(), part));
            }
        }
        return scenario;
    }

    static boolean isWanted(Event event) {
        return event.isToBeFound() && event.direction() == Direction.INCOMING;
    }

    /** What is proposed against each of the attacks that are found, as a source sees them. */
    static List<Proposed> of(CfgFiles cfg, Source source, long seed) throws IOException {
        Pipeline pipeline = new Pipeline(cfg, source.decoder(cfg), List.of(), 0);
        Scenario scenario = scenario(seed, pipeline::limit);
        ProposedRules rules = new ProposedRules(
                new VirtualEvidence(cfg.of("polder.evidence"), pipeline.own().table(), pipeline::group),
                scenario.events(),
                source.grace);
        pipeline.collector(rules);
        try (pipeline) {
            scenario.play(source.feed(pipeline, seed, new Witness(scenario.events(), source == Source.SFLOW)));
        }
        rules.open.keySet().stream().toList().forEach(id -> rules.finish(id, Long.MAX_VALUE / 2));
        return new ArrayList<>(rules.proposed.values());
    }

    @Override
    public boolean accept(FlowBatch flows, long now) {
        return evidence.accept(flows, now);
    }

    @Override
    public void heard(AttackEvent event, long now) {
        Attack attack = event.attack();
        if (event.phase() == AttackEvent.Phase.ENDED) {
            evidence.ended(attack, now);
        } else if (event.phase() == AttackEvent.Phase.STARTED && attack.direction() == Direction.INCOMING) {
            evidence.started(attack, now);
            events.stream()
                    .filter(ProposedRules::isWanted)
                    .filter(one -> now >= one.start() && now <= one.end() + grace)
                    .filter(one -> one.target().contains(attack.target().base())
                            && attack.target().bits() <= one.target().bits() + 4)
                    .filter(one -> !proposed.containsKey(one))
                    .findFirst()
                    .ifPresent(one -> {
                        open.put(attack.id(), one);
                        since.put(attack.id(), now);
                        AttackEvidence seen = evidence.first(attack.id());
                        Proposal first = VirtualProposals.propose(seen);
                        proposed.put(
                                one,
                                new Proposed(one, first, first, seen.usual().kept()));
                    });
        }
    }

    @Override
    public void beat(long now) {
        for (UUID id : List.copyOf(open.keySet())) {
            if (now - Objects.requireNonNull(since.get(id)) >= COLLECTED) {
                finish(id, now);
            }
        }
    }

    private void finish(UUID id, long now) {
        Event event = open.remove(id);
        AttackEvidence seen = evidence.finish(id, now);
        Proposed before = event == null ? null : proposed.get(event);
        if (before != null) {
            proposed.put(
                    before.event(),
                    new Proposed(before.event(), before.first(), VirtualProposals.propose(seen), before.usual()));
        }
    }
}
