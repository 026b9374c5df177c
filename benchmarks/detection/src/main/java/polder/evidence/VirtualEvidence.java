// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import polder.api.attack.Attack;
import polder.api.evidence.AttackEvidence;
import polder.api.flow.FlowBatch;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** The evidence of one lane in virtual time. The only class that knows how to do that. */
public final class VirtualEvidence {
    private final Settings settings;
    private final Lookups lookups;
    private final LaneRecorder lane;
    private final Map<UUID, Collection> open = new LinkedHashMap<>();
    private final Map<UUID, Prefix> attacked = new LinkedHashMap<>();

    /**
     * With nothing kept yet.
     *
     * @param properties of {@code polder.evidence.cfg}
     * @param groups the host group of one of ours
     */
    public VirtualEvidence(Map<String, Object> properties, PrefixTable own, Function<Address, String> groups) {
        settings = Settings.of(properties);
        lookups = new Lookups(Places.UNKNOWN, new Vectors(List.of()), own, groups);
        lane = new LaneRecorder(() -> settings, () -> own, closed -> {});
    }

    /** Takes rows, and says whether the next batch is to have details. */
    public boolean accept(FlowBatch flows, long now) {
        lane.accept(flows);
        return lane.wantsDetails(now);
    }

    /** An attack has started. */
    public void started(Attack attack, long now) {
        Collection collection = new Collection(attack, settings, lookups, List.of(lane), Collection.MOST);
        AttackEvidence unused = collection.evidence();
        open.put(attack.id(), collection);
        attacked.put(attack.id(), attack.target());
        watch(now);
    }

    /** It is over. */
    public void ended(Attack attack, long now) {
        attacked.remove(attack.id());
        watch(now);
    }

    /** What was there at its detection. */
    public AttackEvidence first(UUID attack) {
        Collection one = open.get(attack);
        if (one == null) {
            throw new IllegalArgumentException(attack + " is not collected");
        }
        return one.evidence();
    }

    /** What there is of it when it has been collected to its end. */
    public AttackEvidence finish(UUID attack, long now) {
        Collection one = open.remove(attack);
        if (one == null) {
            throw new IllegalArgumentException(attack + " is not collected");
        }
        one.finish(Collection.MOST);
        watch(now);
        return one.evidence();
    }

    private void watch(long now) {
        List<Prefix> targets =
                open.values().stream().map(one -> one.attack.target()).toList();
        Watch before = lane.watch();
        PrefixTable table = new PrefixTable(targets);
        lane.watch(targets.isEmpty() ? null : before == null ? Watch.of(table, settings, now) : before.with(table));
        lane.besides(attacked.isEmpty() ? null : new PrefixTable(attacked.values()));
    }
}
