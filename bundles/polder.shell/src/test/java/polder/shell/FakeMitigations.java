// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigations;
import polder.api.mitigation.Proposal;

/** Mitigations written by hand; what is done to them is noted. */
final class FakeMitigations implements Mitigations {
    final List<Mitigation> active = new ArrayList<>();
    final List<Mitigation> over = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<Daemon> daemons = new ArrayList<>();
    /** Such as {@code approve 192.0.2.7 ann}. */
    final List<String> done = new ArrayList<>();

    Proposal proposal = new Proposal(List.of(), 0, Double.NaN, "no flows");
    String stopped = "";

    static Mitigation of(State state, Announcement what, @Nullable UUID attack) {
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
        if (what.target().toString().startsWith("203.")) {
            throw new IllegalArgumentException("the guard is against " + what + ": it is none of ours");
        }
        done.add(what + " " + time + " " + who + " " + why);
        return of(State.ANNOUNCED, what, null);
    }

    @Override
    public void took(UUID id, String who, String failure) {
        throw new UnsupportedOperationException();
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
