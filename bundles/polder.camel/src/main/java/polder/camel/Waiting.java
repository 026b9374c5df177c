// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The letters one route has still to take: which is next, and when. Those of one attack are a chain, taken in order: when one
 * fails, the others of its chain wait with it, and other chains go on. When several attacks have failed in a row the route itself is
 * down: then one letter is tried after each pause, until one is taken. Times are milliseconds of a clock that only runs on. Guarded
 * by its mailbox.
 */
final class Waiting {
    /** So many attacks in a row do not fail for reasons of their own. */
    private static final int DOWN = 3;

    private static final class Slot {
        private Letter letter;
        private long due;

        Slot(Letter letter) {
            this.letter = letter;
        }
    }

    private final NavigableMap<Long, Slot> all = new TreeMap<>();
    private final Map<UUID, NavigableMap<Long, Slot>> chains = new HashMap<>();
    private final NavigableSet<Slot> heads = new TreeSet<>(
            Comparator.comparingLong((Slot slot) -> slot.due).thenComparing(slot -> slot.letter.number()));
    /** Attacks that have failed since a letter was last taken. */
    private final Set<UUID> failing = new HashSet<>();

    private long pausedUntil;
    private int pauses;
    private @Nullable Letter inHand;

    int size() {
        return all.size();
    }

    boolean isDown() {
        return failing.size() >= DOWN;
    }

    Collection<Letter> letters() {
        return all.values().stream().map(slot -> slot.letter).toList();
    }

    /** When the oldest came; null when there is none. */
    @Nullable
    Instant oldest() {
        return letters().stream().map(Letter::since).min(Instant::compareTo).orElse(null);
    }

    /** How often that one has failed that has failed most. */
    int tries() {
        return letters().stream().mapToInt(Letter::tries).max().orElse(0);
    }

    /** Puts a letter in by its number; tells which others need not be taken any more. */
    List<Letter> add(Letter letter) {
        Slot slot = new Slot(letter);
        all.put(letter.number(), slot);
        change(letter.attack(), chain -> chain.put(letter.number(), slot));
        return overtaken(letter.attack());
    }

    /** Changes a chain; nothing else may change what its first letter is, or when it is due. */
    private void change(UUID attack, Consumer<NavigableMap<Long, Slot>> what) {
        NavigableMap<Long, Slot> chain = chains.computeIfAbsent(attack, any -> new TreeMap<>());
        if (!chain.isEmpty()) {
            heads.remove(chain.firstEntry().getValue());
        }
        what.accept(chain);
        if (chain.isEmpty()) {
            chains.remove(attack);
        } else {
            heads.add(chain.firstEntry().getValue());
        }
    }

    private void remove(Letter letter) {
        all.remove(letter.number());
        change(letter.attack(), chain -> chain.remove(letter.number()));
    }

    /**
     * Leaves out news of progress for which it is late, and which newer progress or the end has overtaken. What takes the place of
     * one that has failed waits as long as that one would have.
     */
    private List<Letter> overtaken(UUID attack) {
        NavigableMap<Long, Slot> chain = chains.get(attack);
        if (chain == null || (!isDown() && chain.firstEntry().getValue().letter.tries() == 0)) {
            return List.of();
        }
        Slot first = chain.firstEntry().getValue();
        List<Letter> out = new ArrayList<>();
        boolean newer = false;
        for (Slot slot : chain.descendingMap().values()) {
            if (slot.letter.isProgress() && newer && !isInHand(slot.letter)) {
                out.add(slot.letter);
            }
            newer |= slot.letter.isProgress() || slot.letter.isEnd();
        }
        out.forEach(this::remove);
        if (out.contains(first.letter)) {
            change(attack, left -> {
                Slot heir = left.firstEntry().getValue();
                heir.letter = heir.letter.instead(first.letter);
                heir.due = first.due;
            });
        }
        return out;
    }

    /** Whether the letter in hand is of this attack. */
    boolean isBusyWith(UUID attack) {
        return inHand != null && inHand.attack().equals(attack);
    }

    private boolean isInHand(Letter letter) {
        return inHand != null && inHand.number() == letter.number();
    }

    /** Makes room by leaving out the oldest news of progress; null when there is none. */
    @Nullable
    Letter makeRoom() {
        for (Slot slot : all.values()) {
            if (slot.letter.isProgress() && !isInHand(slot.letter)) {
                remove(slot.letter);
                return slot.letter;
            }
        }
        return null;
    }

    /** When the next letter is due; {@link Long#MAX_VALUE} when there is none. */
    long due() {
        return heads.isEmpty() ? Long.MAX_VALUE : Math.max(heads.first().due, pausedUntil);
    }

    /** Takes the next letter into hand, or none when none is due. */
    @Nullable
    Letter take(long now) {
        inHand = due() > now ? null : heads.first().letter;
        return inHand;
    }

    /** The letter in hand was taken by the route, or is of no use. */
    void done() {
        Letter letter = inHand;
        inHand = null;
        if (letter != null && all.containsKey(letter.number())) {
            remove(letter);
        }
    }

    /** It was taken: what has failed with it is tried at once, when it had failed itself. */
    void taken() {
        boolean mended = isDown() || (inHand != null && inHand.tries() > 0);
        done();
        if (mended) {
            wake();
        }
        failing.clear();
        pauses = 0;
        pausedUntil = 0;
    }

    /** The letter in hand has failed; tells how it now is, and which others need not be taken any more. */
    List<Letter> failed(String why, long now, Terms terms) {
        Letter letter = inHand;
        inHand = null;
        Slot slot = letter == null ? null : all.get(letter.number());
        if (letter == null || slot == null) {
            return List.of();
        }
        failing.add(letter.attack());
        if (isDown()) {
            pauses++;
            pausedUntil = now + terms.pause(pauses);
        }
        change(letter.attack(), chain -> {
            slot.letter = slot.letter.failed(why);
            slot.due = now + terms.pause(slot.letter.tries());
        });
        return overtaken(letter.attack());
    }

    /** A letter as it now is. */
    @Nullable
    Letter get(long number) {
        Slot slot = all.get(number);
        return slot == null ? null : slot.letter;
    }

    /** Has all tried at once. */
    void wake() {
        pauses = 0;
        pausedUntil = 0;
        failing.clear();
        for (UUID attack : List.copyOf(chains.keySet())) {
            change(attack, chain -> chain.values().forEach(slot -> slot.due = 0));
        }
    }

    /** Takes out those that came before a time, with what waits behind them: the end of a thing shall not be told without its start. */
    List<Letter> expire(Instant before) {
        Set<UUID> old = new HashSet<>();
        for (Slot head : heads) {
            if (head.letter.since().isBefore(before) && !isInHand(head.letter)) {
                old.add(head.letter.attack());
            }
        }
        return old.isEmpty() ? List.of() : takeOut(letter -> old.contains(letter.attack()));
    }

    /** Takes out those with a higher number; not the one in hand. */
    List<Letter> after(long number) {
        return takeOut(letter -> letter.number() > number);
    }

    private List<Letter> takeOut(Predicate<Letter> which) {
        List<Letter> out = letters().stream()
                .filter(letter -> which.test(letter) && !isInHand(letter))
                .toList();
        out.forEach(this::remove);
        return out;
    }
}
