// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
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
    /** The letters in hand, by number: one, or all of a digest. */
    private final NavigableMap<Long, Letter> inHand = new TreeMap<>();

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

    /** Whether a letter in hand is of this attack. */
    boolean isBusyWith(UUID attack) {
        return inHand.values().stream().anyMatch(letter -> letter.attack().equals(attack));
    }

    private boolean isInHand(Letter letter) {
        return inHand.containsKey(letter.number());
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

    /**
     * Takes what is due into hand, in the order in which it came.
     *
     * @param all all that is due, and what comes after it of the same attacks; or else the next letter alone
     */
    List<Letter> take(long now, boolean all) {
        inHand.clear();
        if (due() <= now && all) {
            for (Slot head : heads) {
                if (head.due <= now) {
                    chainOf(head).forEach((number, slot) -> inHand.put(number, slot.letter));
                }
            }
        } else if (due() <= now) {
            Letter next = heads.first().letter;
            inHand.put(next.number(), next);
        }
        return List.copyOf(inHand.values());
    }

    private NavigableMap<Long, Slot> chainOf(Slot head) {
        return Objects.requireNonNull(chains.get(head.letter.attack()));
    }

    /** A letter in hand is of no use, or has been given up. */
    void done(Letter letter) {
        inHand.remove(letter.number());
        if (all.containsKey(letter.number())) {
            remove(letter);
        }
    }

    /** What is in hand was taken: what has failed with it is tried at once, when it had failed itself. */
    void taken() {
        boolean mended = isDown() || inHand.values().stream().anyMatch(letter -> letter.tries() > 0);
        List.copyOf(inHand.values()).forEach(this::done);
        if (mended) {
            wake();
        }
        failing.clear();
        pauses = 0;
        pausedUntil = 0;
    }

    /** What is in hand has failed; tells which others need not be taken any more. */
    List<Letter> failed(String why, long now, Terms terms) {
        Set<UUID> attacks = new LinkedHashSet<>();
        inHand.values().forEach(letter -> attacks.add(letter.attack()));
        inHand.clear();
        attacks.removeIf(attack -> !chains.containsKey(attack));
        failing.addAll(attacks);
        if (isDown()) {
            pauses++;
            pausedUntil = now + terms.pause(pauses);
        }
        List<Letter> out = new ArrayList<>();
        for (UUID attack : attacks) {
            change(attack, chain -> {
                Slot head = chain.firstEntry().getValue();
                head.letter = head.letter.failed(why);
                head.due = now + terms.pause(head.letter.tries());
            });
            out.addAll(overtaken(attack));
        }
        return out;
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
