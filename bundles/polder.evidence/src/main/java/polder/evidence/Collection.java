// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Usual;
import polder.evidence.Search.Stretch;

/**
 * What is being collected of one attack: first what the rings held at its detection, at the end what has come since. Guarded by
 * itself.
 */
final class Collection {
    /** Rows of one attack: before its detection, and after. */
    static final int MOST = 5_000;

    final Attack attack;
    private final Settings settings;
    private final Lookups lookups;
    private final Selection selection;
    private final Excerpt excerpt;
    private final List<LaneRecorder> lanes;
    private final int most;
    /** How far the ring of each lane was read. */
    private final Map<Ring, Long> read = new HashMap<>();

    private Usual usual = Usual.UNKNOWN;
    private @Nullable AttackEvidence evidence;

    /**
     * Takes nothing yet: the rings are gone through when somebody asks, on his thread, and others ask of other attacks meanwhile.
     *
     * @param most rows to take of what the rings hold
     */
    Collection(Attack attack, Settings settings, Lookups lookups, List<LaneRecorder> lanes, int most) {
        this.attack = attack;
        this.settings = settings;
        this.lookups = lookups;
        selection = new Selection(attack, lookups.own());
        this.lanes = lanes;
        this.most = most;
        excerpt = new Excerpt(settings.frameBytes());
    }

    /** What the target got before that. */
    private Usual usual(List<LaneRecorder> lanes, long since) {
        if (since == Long.MIN_VALUE) {
            return Usual.UNKNOWN;
        }
        List<Ring> rings = new ArrayList<>();
        for (LaneRecorder lane : lanes) {
            Habits habits = lane.habits();
            Ring ring = lane.ring();
            if (habits != null && ring != null) {
                rings.addAll(habits.rings());
                rings.add(ring);
            }
        }
        return new UsualRows(rings, since, selection::isIncoming)
                .of(attack.target(), host -> lookups.groups().apply(host).equals(attack.group()));
    }

    private AttackEvidence tally(boolean complete) {
        return new Tally(attack, selection, excerpt, settings, lookups.places())
                .evidence(complete)
                .with(lookups.vectors(excerpt), usual);
    }

    synchronized AttackEvidence evidence() {
        AttackEvidence known = evidence;
        if (known == null) {
            Search search = new Search(selection, stretches(lanes));
            search.fromOnset(settings.before().toNanos(), attack.isManual());
            search.take(most, excerpt);
            usual = search.withBefore(usual(lanes, search.since()));
            known = tally(false);
            evidence = known;
        }
        return known;
    }

    synchronized byte[] frames() {
        AttackEvidence unused = evidence();
        return Pcapng.of(excerpt);
    }

    /**
     * Takes what has come since; there will be no more.
     *
     * @param more rows to take at most
     */
    synchronized void finish(int more) {
        if (!evidence().complete()) {
            new Search(selection, stretches(lanes)).take(more, excerpt);
            evidence = tally(true);
        }
    }

    /** What has not been read of the rings. */
    private List<Stretch> stretches(List<LaneRecorder> lanes) {
        List<Stretch> stretches = new ArrayList<>();
        for (LaneRecorder lane : lanes) {
            add(lane.ring(), true, stretches);
            Watch watch = lane.watch();
            add(watch == null ? null : watch.ring, false, stretches);
        }
        return stretches;
    }

    private void add(@Nullable Ring ring, boolean usualToo, List<Stretch> stretches) {
        if (ring != null && ring.frameBytes == settings.frameBytes()) {
            long to = ring.written();
            Long from = read.put(ring, to);
            stretches.add(new Stretch(ring, from == null ? 0 : from, to, usualToo));
        }
    }
}
