// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigation.Step;
import polder.api.mitigation.Mitigations;
import polder.api.mitigation.Mitigations.Refusal;

/** Mitigations as lists show them, and how an operator names them. */
final class MitigationRows {
    private static final int SHORT = 8;
    private static final int LEAST = 4;

    private MitigationRows() {}

    static String shortId(UUID id) {
        return id.toString().substring(0, SHORT);
    }

    static Columns<Mitigation> columns(String whenEmpty) {
        return new Columns<Mitigation>(whenEmpty)
                .text("id", "Id", Mitigation::id, one -> shortId(one.id()))
                .text("state", "State", Mitigation::state)
                .wrapped("what", "What", one -> one.what().toString())
                .hidden("target", one -> one.what().target())
                .text("group", "Group", one -> one.what().group())
                .text(
                        "policy",
                        "Policy",
                        Mitigation::policy,
                        one -> one.policy().isEmpty() ? "by hand" : one.policy())
                .text("step", "Step", Mitigation::rung, one -> one.rung() == 0 ? "-" : Integer.toString(one.rung()))
                .text("attack", "Attack", Mitigation::attack, MitigationRows::attack)
                .text("since", "Since", Mitigation::since)
                .text("expires", "Ends", Mitigation::expires, MitigationRows::expires)
                .hidden("announced", Mitigation::announced)
                .hidden("ended", Mitigation::ended)
                .right("coverage", "Covers", one -> known(one.coverage()), one -> percent(one.coverage()))
                .right("collateral", "Hits", one -> known(one.collateral()), one -> percent(one.collateral()))
                .wrapped("words", "Why", Mitigation::words)
                .less("group", "step", "coverage", "collateral", "since", "attack");
    }

    private static String attack(Mitigation one) {
        UUID attack = one.attack();
        return attack == null ? "-" : shortId(attack);
    }

    private static String expires(Mitigation one) {
        Instant end = one.expires();
        if (end == null || one.state().isOver()) {
            return "-";
        }
        Duration left = Duration.between(Instant.now(), end).truncatedTo(ChronoUnit.SECONDS);
        return left.isNegative() || left.isZero() ? "now" : "in " + Quantity.human(left);
    }

    /** Null when nobody knows. */
    static @Nullable Double known(double part) {
        return Double.isNaN(part) ? null : Double.valueOf(part);
    }

    static String percent(double part) {
        return Double.isNaN(part) ? "-" : Text.percent(100 * part);
    }

    static Columns<Refusal> refusals() {
        return new Columns<Refusal>("The guard was against nothing.")
                .text("at", "When", Refusal::at)
                .wrapped("what", "What", refusal -> refusal.what().toString())
                .wrapped("why", "Why", Refusal::why);
    }

    static Page page(Mitigation one) {
        return new Page()
                .hidden(columns(""), one)
                .fact("id", "Id", one.id())
                .fact("state", "State", one.state())
                .fact("what", "What", one.what().toString())
                .fact("group", "Group", one.what().group())
                .fact("policy", "Policy", one.policy())
                .fact("step", "Step", one.rung())
                .fact("attack", "Attack", one.attack())
                .fact("since", "Since", one.since())
                .fact("announced", "Announced", one.announced())
                .fact("expires", "Ends", one.expires(), expires(one))
                .fact("ended", "Ended", one.ended())
                .fact("coverage", "Covers", known(one.coverage()), percent(one.coverage()))
                .fact("collateral", "Hits besides", known(one.collateral()), percent(one.collateral()))
                .table("steps", steps(), one.steps());
    }

    private static Columns<Step> steps() {
        return new Columns<Step>("")
                .text("at", "When", Step::at)
                .text("state", "State", Step::state)
                .text("who", "Who", Step::who)
                .wrapped("words", "Why", Step::words);
    }

    /** All against an attack, the newest first. */
    static List<Mitigation> against(Appliance appliance, UUID attack) {
        return appliance.find(Mitigations.class).stream()
                .flatMap(all -> Stream.concat(all.active().stream(), all.over().stream()))
                .filter(one -> attack.equals(one.attack()))
                .toList();
    }

    static Page stopped(Mitigations mitigations) {
        String stopped = mitigations.stopped();
        return new Page()
                .fact("stopped", "Mitigation", !stopped.isEmpty(), stopped.isEmpty() ? "goes on" : stopped)
                .hidden("words", stopped);
    }

    /** The one an operator means, the newest where there are several on one target; those that are over count too. */
    static Mitigation one(Mitigations mitigations, String text) throws CommandException {
        List<Mitigation> found = find(mitigations, text, EnumSet.allOf(State.class));
        Optional<Mitigation> active =
                found.stream().filter(one -> !one.state().isOver()).findFirst();
        return active.orElse(found.get(0));
    }

    /** Those in some states that an operator means by an id, the start of one, a target, or the id of an attack. */
    static List<Mitigation> find(Mitigations mitigations, String text, Set<State> states) throws CommandException {
        String start = text.toLowerCase(Locale.ROOT);
        List<Mitigation> all = Stream.concat(mitigations.active().stream(), mitigations.over().stream())
                .toList();
        List<Mitigation> named =
                all.stream().filter(one -> isStart(one.id(), start)).toList();
        if (named.size() > 1) {
            throw new CommandException("'" + text + "' is the start of several ids");
        }
        if (named.isEmpty()) {
            named = all.stream()
                    .filter(one -> isStart(one.attack(), start)
                            || one.what().target().toString().equals(start))
                    .toList();
        }
        if (named.isEmpty()) {
            throw new CommandException("no mitigation '" + text
                    + "'; give an id or target of polder:mitigation-list, or the id of an attack");
        }
        List<Mitigation> chosen =
                named.stream().filter(one -> states.contains(one.state())).toList();
        if (chosen.isEmpty()) {
            throw new CommandException(
                    named.get(0).what() + " is " + Text.of(named.get(0).state()));
        }
        return chosen;
    }

    private static boolean isStart(@Nullable UUID id, String start) {
        return id != null && start.length() >= LEAST && id.toString().startsWith(start);
    }

    /** Does something to each, and says as one what was against it. */
    static List<Mitigation> each(List<Mitigation> chosen, UnaryOperator<Mitigation> action) throws CommandException {
        List<Mitigation> done = new ArrayList<>();
        for (Mitigation one : chosen) {
            try {
                done.add(action.apply(one));
            } catch (IllegalStateException | IllegalArgumentException e) {
                throw new CommandException(
                        e.getMessage() + (done.isEmpty() ? "" : "; " + done.size() + " before it are done"));
            }
        }
        return done;
    }
}
