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
    private final Usual usual;
    /** How far the ring of each lane was read. */
    private final Map<Ring, Long> read = new HashMap<>();

    private AttackEvidence evidence;

    /** @param most rows to take of what the rings hold */
    Collection(Attack attack, Settings settings, Lookups lookups, List<LaneRecorder> lanes, int most) {
        this.attack = attack;
        this.settings = settings;
        this.lookups = lookups;
        selection = new Selection(attack, lookups.own());
        excerpt = new Excerpt(settings.frameBytes());
        Search search = new Search(selection, stretches(lanes));
        search.fromOnset(settings.before().toNanos(), attack.isManual());
        search.take(most, excerpt);
        usual = usual(lanes, search.since());
        evidence = tally(false);
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
        return evidence;
    }

    synchronized byte[] frames() {
        return Pcapng.of(excerpt);
    }

    /** Takes what has come since; there will be no more. */
    synchronized void finish(List<LaneRecorder> lanes, int most) {
        if (!evidence.complete()) {
            new Search(selection, stretches(lanes)).take(most, excerpt);
            evidence = tally(true);
        }
    }

    /** What has not been read of the rings. */
    private List<Stretch> stretches(List<LaneRecorder> lanes) {
        List<Stretch> stretches = new ArrayList<>();
        for (LaneRecorder lane : lanes) {
            add(lane.ring(), stretches);
            Watch watch = lane.watch();
            add(watch == null ? null : watch.ring, stretches);
        }
        return stretches;
    }

    private void add(@Nullable Ring ring, List<Stretch> stretches) {
        if (ring != null && ring.frameBytes == settings.frameBytes()) {
            long to = ring.written();
            Long from = read.put(ring, to);
            stretches.add(new Stretch(ring, from == null ? 0 : from, to));
        }
    }
}
