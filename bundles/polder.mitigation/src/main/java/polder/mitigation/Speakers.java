// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Mitigations.Daemon;
import polder.api.mitigation.Speaker;
import polder.api.mitigation.Speaker.Standing;

/** Tells the speakers what is wanted, each what it takes, and sums up what they say. Any thread may call it. */
final class Speakers {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");

    /** What each was last told; null when it was told nothing yet. */
    private final Map<Speaker, @Nullable Set<Announcement>> told = new LinkedHashMap<>();

    private final Seldom log = new Seldom(System::nanoTime);

    synchronized void add(Speaker speaker) {
        told.put(speaker, null);
    }

    synchronized void remove(Speaker speaker) {
        told.remove(speaker);
    }

    private synchronized List<Speaker> all() {
        return List.copyOf(told.keySet());
    }

    /** @param wanted asked under the lock, so that an older answer never follows a newer one */
    synchronized void tell(Supplier<Set<Announcement>> wanted) {
        Set<Announcement> all = wanted.get();
        told.replaceAll((speaker, last) -> {
            Set<Announcement> its = its(speaker, all);
            if (!its.equals(last)) {
                want(speaker, its);
            }
            return its;
        });
    }

    private Set<Announcement> its(Speaker speaker, Set<Announcement> all) {
        Set<Announcement> its = new LinkedHashSet<>();
        for (Announcement one : all) {
            if (takes(speaker, one)) {
                its.add(one);
            }
        }
        return its;
    }

    private boolean takes(Speaker speaker, Announcement what) {
        return ask("takes", () -> speaker.takes(what), false);
    }

    private void want(Speaker speaker, Set<Announcement> its) {
        ask(
                "want",
                () -> {
                    speaker.want(Set.copyOf(its));
                    return true;
                },
                false);
    }

    private <T> T ask(String what, Supplier<T> question, T fallback) {
        try {
            return question.get();
        } catch (RuntimeException e) { // foreign code
            if (log.now()) {
                LOG.error("a speaker failed at {}, the others go on: {}", what, e.toString());
            }
            return fallback;
        }
    }

    /** How each route stands, as all of them say now. */
    Function<Announcement, Verdict> verdicts() {
        Map<Speaker, Map<Announcement, Standing>> standings = new LinkedHashMap<>();
        for (Speaker speaker : all()) {
            standings.put(speaker, ask("standings", speaker::standings, Map.of()));
        }
        Map<Announcement, Verdict> known = new HashMap<>();
        return what -> known.computeIfAbsent(what, one -> verdict(one, standings));
    }

    private Verdict verdict(Announcement what, Map<Speaker, Map<Announcement, Standing>> standings) {
        Map<Verdict.State, List<String>> words = new EnumMap<>(Verdict.State.class);
        standings.forEach((speaker, its) -> {
            if (takes(speaker, what)) {
                Standing standing = its.get(what);
                Verdict.State state = standing == null ? Verdict.State.WAITING : state(standing.state());
                String said = standing == null ? "" : standing.words();
                words.computeIfAbsent(state, unknown -> new ArrayList<>())
                        .add(ask("name", speaker::name, "a speaker") + (said.isEmpty() ? "" : ": " + said));
            }
        });
        Verdict.State best =
                words.keySet().stream().max(Comparator.naturalOrder()).orElse(Verdict.State.NOBODY);
        boolean settled = best.compareTo(Verdict.State.SENT) >= 0 && !words.containsKey(Verdict.State.WAITING);
        return new Verdict(best, settled, String.join("; ", words.getOrDefault(best, List.of())));
    }

    private static Verdict.State state(Speaker.State state) {
        return switch (state) {
            case WAITING, LEAVING -> Verdict.State.WAITING;
            case SENT -> Verdict.State.SENT;
            case CONFIRMED -> Verdict.State.CONFIRMED;
            case FAILED -> Verdict.State.FAILED;
        };
    }

    List<Daemon> daemons() {
        return all().stream()
                .map(this::daemon)
                .sorted(Comparator.comparing(Daemon::name))
                .toList();
    }

    private Daemon daemon(Speaker speaker) {
        Set<Announcement> wanted;
        synchronized (this) {
            Set<Announcement> last = told.get(speaker);
            wanted = last == null ? Set.of() : last;
        }
        Map<Announcement, Standing> standings = ask("standings", speaker::standings, Map.of());
        long confirmed = wanted.stream()
                .map(standings::get)
                .filter(standing -> standing != null && standing.state() == Speaker.State.CONFIRMED)
                .count();
        return new Daemon(
                ask("name", speaker::name, "a speaker"),
                ask("trouble", speaker::trouble, "it fails"),
                wanted.size(),
                (int) confirmed,
                ask("peers", speaker::peers, List.of()));
    }
}
