// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Prefix;

/**
 * What was seen of an attack. Immutable, safe to keep. Counts are estimates of what was on the wire: scaled by the exporters' sampling
 * and by how many flows each one kept stands for.
 *
 * @param attack its id
 * @param target the host or network under attack
 * @param detected when the attack started
 * @param from when the first flow of it arrived
 * @param to when the last one did
 * @param complete whether it has been collected to its end; else there will be more
 * @param kept flows it is made of
 * @param packets estimated
 * @param bytes estimated, of IP packets
 * @param sources how many addresses sent it, estimated; of attacks by one of ours how many it sent to
 * @param sourcesError relative error of that at 95 %; zero when every flow was kept
 * @param tops the largest by packets of each facet, the largest first; a facet that was not seen is absent
 * @param vectors what kind of attack it is, the largest first; several may overlap. Empty when not known
 * @param samples flows as they came, spread over the time
 * @param flows the largest by packets, as {@link FlowGroup}s
 * @param frames how many frames there are in {@link Evidence#frames}
 * @param kinds what was sent to the target, by all fields at once: the largest, and of the others one of so many, which stands for them
 * @param usual what the target gets when it is not under attack
 */
@ProviderType
public record AttackEvidence(
        UUID attack,
        Prefix target,
        Instant detected,
        Instant from,
        Instant to,
        boolean complete,
        long kept,
        long packets,
        long bytes,
        long sources,
        double sourcesError,
        Map<Facet, List<Share>> tops,
        List<Share> vectors,
        List<Sample> samples,
        List<FlowGroup> flows,
        int frames,
        List<FlowKind> kinds,
        Usual usual) {
    /** One that tells neither its kinds nor what is usual. */
    public AttackEvidence(
            UUID attack,
            Prefix target,
            Instant detected,
            Instant from,
            Instant to,
            boolean complete,
            long kept,
            long packets,
            long bytes,
            long sources,
            double sourcesError,
            Map<Facet, List<Share>> tops,
            List<Share> vectors,
            List<Sample> samples,
            List<FlowGroup> flows,
            int frames) {
        this(
                attack,
                target,
                detected,
                from,
                to,
                complete,
                kept,
                packets,
                bytes,
                sources,
                sourcesError,
                tops,
                vectors,
                samples,
                flows,
                frames,
                List.of(),
                Usual.UNKNOWN);
    }

    public AttackEvidence {
        Map<Facet, List<Share>> copy = new EnumMap<>(Facet.class);
        tops.forEach((facet, shares) -> copy.put(facet, List.copyOf(shares)));
        tops = Map.copyOf(copy);
        vectors = List.copyOf(vectors);
        samples = List.copyOf(samples);
        flows = List.copyOf(flows);
        kinds = List.copyOf(kinds);
    }

    /** The largest of a facet, or nothing. */
    public List<Share> top(Facet facet) {
        return tops.getOrDefault(facet, List.of());
    }

    /** The same with its vectors. */
    public AttackEvidence with(List<Share> named) {
        return with(named, usual);
    }

    /** The same with its vectors and what is usual. */
    public AttackEvidence with(List<Share> named, Usual quiet) {
        return new AttackEvidence(
                attack,
                target,
                detected,
                from,
                to,
                complete,
                kept,
                packets,
                bytes,
                sources,
                sourcesError,
                tops,
                named,
                samples,
                flows,
                frames,
                kinds,
                quiet);
    }
}
