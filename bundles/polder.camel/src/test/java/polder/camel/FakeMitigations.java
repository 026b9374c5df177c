// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import polder.api.attack.Attack;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigations;
import polder.api.mitigation.Proposal;

/** Mitigations written by hand; what is done to them is noted. */
final class FakeMitigations implements Mitigations {
    final List<Mitigation> active = new CopyOnWriteArrayList<>();
    final List<Mitigation> over = new CopyOnWriteArrayList<>();
    final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    final List<Daemon> daemons = new CopyOnWriteArrayList<>();
    /** Such as {@code approve 192.0.2.7 ann}. */
    final List<String> done = new CopyOnWriteArrayList<>();

    Proposal proposal = new Proposal(List.of(), 0, Double.NaN, "no flows");
    String stopped = "";

    private static Mitigation of(Announcement what) {
        return new Mitigation(
                UUID.randomUUID(),
                null,
                what,
                0,
                "",
                State.ANNOUNCED,
                Instant.now(),
                Instant.now(),
                null,
                null,
                Double.NaN,
                Double.NaN,
                "",
                List.of());
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
        done.add("announce " + what + " " + time + " " + what.group());
        return of(what);
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
