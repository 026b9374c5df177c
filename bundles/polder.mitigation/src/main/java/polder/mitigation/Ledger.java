// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;

/** The mitigations there are, and the last ones there were; each change is kept and told. Guarded by the {@link Desk}. */
final class Ledger {
    private static final String PREFIX = "mitigation ";

    private final Map<UUID, Entry> active = new LinkedHashMap<>();
    private final Map<UUID, Entry> over = new LinkedHashMap<>();
    private final Map<UUID, List<Entry>> byAttack = new HashMap<>();
    private final Keeper keeper;
    private final Consumer<Mitigation> told;

    /** @param told hears of each change; must not wait */
    Ledger(Keeper keeper, Consumer<Mitigation> told) {
        this.keeper = keeper;
        this.told = told;
    }

    /** Takes up what was kept. */
    void load(Collection<Entry> kept) {
        kept.stream()
                .filter(one -> !one.state().isOver())
                .sorted(Comparator.comparing(one -> one.now().since()))
                .forEach(one -> put(active, one));
        kept.stream()
                .filter(one -> one.state().isOver())
                .sorted(Comparator.comparing(Ledger::end))
                .forEach(one -> put(over, one));
    }

    private static Instant end(Entry entry) {
        Instant end = entry.now().ended();
        return end == null ? entry.now().since() : end;
    }

    private void put(Map<UUID, Entry> map, Entry entry) {
        map.put(entry.id(), entry);
        UUID attack = entry.now().attack();
        if (attack != null) {
            byAttack.computeIfAbsent(attack, unknown -> new ArrayList<>()).add(entry);
        }
    }

    void add(Entry entry) {
        put(entry.state().isOver() ? over : active, entry);
        tell(entry);
    }

    void change(Entry entry, State state, Instant at, String who, String words) {
        entry.become(state, at, who, words);
        if (state.isOver() && active.remove(entry.id()) != null) {
            over.put(entry.id(), entry);
        }
        tell(entry);
    }

    private void tell(Entry entry) {
        keep(entry);
        told.accept(entry.now());
    }

    /** Keeps what has changed of it and is nobody's business. */
    void keep(Entry entry) {
        keeper.keep(key(entry), EntryLine.of(entry));
    }

    static String key(Entry entry) {
        return PREFIX + entry.id();
    }

    static boolean isKey(String key) {
        return key.startsWith(PREFIX);
    }

    /** Forgets the oldest that are over; those that matter still stay, up to ten times as many. */
    void trim(int most, Predicate<Entry> matters) {
        if (over.size() <= most) {
            return;
        }
        trim(most, entry -> !matters.test(entry), over.values().iterator());
        trim(10 * most, entry -> true, over.values().iterator());
    }

    private void trim(int most, Predicate<Entry> can, Iterator<Entry> oldest) {
        while (over.size() > most && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (can.test(entry)) {
                oldest.remove();
                keeper.keep(key(entry), null);
                UUID attack = entry.now().attack();
                List<Entry> of = attack == null ? null : byAttack.get(attack);
                if (of != null && of.remove(entry) && of.isEmpty()) {
                    byAttack.remove(attack);
                }
            }
        }
    }

    /** A copy, the oldest first. */
    List<Entry> active() {
        return List.copyOf(active.values());
    }

    /** Those that are over, the oldest first. */
    List<Entry> over() {
        return List.copyOf(over.values());
    }

    /** All that are remembered of an attack, the oldest first. */
    List<Entry> of(UUID attack) {
        return List.copyOf(byAttack.getOrDefault(attack, List.of()));
    }

    @Nullable
    Entry find(UUID id) {
        Entry found = active.get(id);
        return found == null ? over.get(id) : found;
    }
}
