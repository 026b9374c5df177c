// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigations;
import polder.api.mitigation.Proposal;

/** Mitigations written by hand; what is done to them is noted. Any thread. */
public final class FakeMitigations implements Mitigations {
    public final List<Mitigation> active = new CopyOnWriteArrayList<>();
    public final List<Mitigation> over = new CopyOnWriteArrayList<>();
    public final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    public final List<Daemon> daemons = new CopyOnWriteArrayList<>();
    /** Such as {@code approve 192.0.2.7 ann}. */
    public final List<String> done = new CopyOnWriteArrayList<>();

    public Proposal proposal = new Proposal(List.of(), 0, Double.NaN, "no flows");
    private String stopped = "";

    /** What is noted of an announcement by hand; throws IllegalArgumentException where the guard is to be against it. */
    @FunctionalInterface
    public interface Note {
        String of(Announcement what, Duration time, String who, String why);
    }

    private final Note announcements;

    public FakeMitigations(Note announcements) {
        this.announcements = announcements;
    }

    /** One of policy {@code web}, at its second step. */
    public static Mitigation of(State state, Announcement what, @Nullable UUID attack) {
        Instant at = Instant.parse("2026-03-01T12:00:00Z");
        return new Mitigation(
                UUID.randomUUID(),
                attack,
                what,
                2,
                "web",
                state,
                at,
                at,
                Instant.now().plusSeconds(600),
                null,
                0.93,
                Double.NaN,
                "step.2 of policy web",
                List.of(new Mitigation.Step(at, state, "web", "step.2 of policy web")));
    }

    private Mitigation note(String what, UUID id, String who, String why) {
        Mitigation one = find(id).orElseThrow();
        done.add((what + " " + one.what().target() + " " + who + " " + why).strip());
        return one;
    }

    @Override
    public List<Mitigation> active() {
        return active;
    }

    @Override
    public List<Mitigation> over() {
        return over;
    }

    @Override
    public Optional<Mitigation> find(UUID id) {
        return active.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    @Override
    public Mitigation approve(UUID id, String who) {
        return note("approve", id, who, "");
    }

    @Override
    public Mitigation reject(UUID id, String who, String why) {
        return note("reject", id, who, why);
    }

    @Override
    public Mitigation withdraw(UUID id, String who, String why) {
        return note("withdraw", id, who, why);
    }

    @Override
    public Mitigation announce(Announcement what, Duration time, String who, String why) {
        done.add(announcements.of(what, time, who, why));
        return of(State.ANNOUNCED, what, null);
    }

    @Override
    public void took(UUID id, String who, String failure) {
        note("took", id, who, failure);
    }

    @Override
    public void stop(String who, String why) {
        stopped = "everything is stopped by " + who + ": " + why;
    }

    @Override
    public void resume(String who) {
        stopped = "";
    }

    @Override
    public String stopped() {
        return stopped;
    }

    @Override
    public Proposal propose(Attack attack) {
        return proposal;
    }

    @Override
    public List<Refusal> refusals() {
        return refusals;
    }

    @Override
    public List<Daemon> daemons() {
        return daemons;
    }
}
