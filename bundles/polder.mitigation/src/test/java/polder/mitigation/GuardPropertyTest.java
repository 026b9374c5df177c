// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Level;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Proposal;
import polder.api.traffic.Direction;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * Whatever attacks, cfgs, people, clocks and kills do, nothing is announced that must not be. What must not be is worked out here anew,
 * address by address where that can be, and not by the guard.
 */
public class GuardPropertyTest {
    private static final int STEPS = 100_000;
    private static final String[] OWN = {
        "192.0.2.0/24", "198.51.100.0/23", "203.0.113.0/26", "192.0.2.128/25", "2001:db8::/44", "2001:db8:ff::/64"
    };
    private static final String[] MODES = {"observe", "approve", "auto", "auto"};
    private static final String[] LADDER = {
        "notify",
        "flowspec rate-limit 10mbps ttl 20s",
        "flowspec discard",
        "blackhole host ttl 1m",
        "blackhole prefix",
        "flowspec mark 8"
    };

    private final Random random = new Random(8955);
    private final Scene scene = new Scene();
    private Map<String, String> guard = Map.of();
    private List<Prefix> own = List.of();
    private long announced;

    @Test
    public void nothingIsEverAnnouncedThatMustNotBe() {
        changeNetworks();
        changeGuard();
        changePolicies();
        for (int step = 0; step < STEPS; step++) {
            scene.now = scene.now.plusMillis(random.nextInt(2000));
            act(random.nextInt(100));
            check();
            scene.told.clear();
        }
        assertThat(announced).as("the test has something to look at").isGreaterThan(STEPS / 10);
    }

    private void act(int dice) {
        if (dice < 35) {
            begin();
        } else if (dice < 55) {
            endOne();
        } else if (dice < 70) {
            scene.verdict = new Verdict(pick(Verdict.State.values()), random.nextBoolean(), "");
            scene.loss = random.nextInt(10) == 0 ? 50 : 1;
            scene.tick();
        } else if (dice < 85) {
            decide();
        } else if (dice < 90) {
            byHand();
        } else if (dice < 93) {
            changeGuard();
        } else if (dice < 95) {
            changePolicies();
        } else if (dice < 96) {
            changeNetworks();
        } else if (dice < 97) {
            scene.now = scene.now.plusSeconds(random.nextInt(7200) - 3600);
        } else if (dice < 98) {
            scene.restart();
        } else {
            stopOrResume();
        }
    }

    private <T> T pick(T[] all) {
        return all[random.nextInt(all.length)];
    }

    private Prefix prefix() {
        Prefix base = Prefix.parse(random.nextInt(5) == 0 ? "10.0.0.0/8" : pick(OWN));
        int most = base.base().isV4() ? 32 : 128;
        Address around = new Address(
                base.base().high() | (most == 32 ? 0 : random.nextInt(16)),
                base.base().low() + random.nextInt(512));
        int length = random.nextBoolean() ? most : random.nextInt(most + 1);
        return Prefix.around(around, length);
    }

    private FlowRule rule(Prefix target) {
        Set<Integer> protocols = random.nextBoolean() ? Set.of(17) : Set.of();
        List<FlowRule.Span> ports = random.nextBoolean() ? List.of(FlowRule.Span.of(random.nextInt(65536))) : List.of();
        return new FlowRule(target, null, protocols, ports, List.of(), List.of(), Set.of(), Set.of());
    }

    private void begin() {
        if (scene.attacks.size() > 40) {
            endOne();
        }
        Direction direction =
                pick(new Direction[] {Direction.INCOMING, Direction.INCOMING, Direction.OUTGOING, Direction.OTHER});
        Attack attack = scene.attack(
                prefix().toString(),
                pick(new String[] {"web", "dns"}),
                pick(new Level[] {Level.ALERT, Level.CRITICAL}),
                direction,
                direction == Direction.OTHER ? Attack.MANUAL : "threshold");
        List<Proposal.Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Prefix target = random.nextInt(4) == 0 ? prefix() : attack.target();
            if (target.length() > 0) {
                rules.add(new Proposal.Rule(rule(target), 0.9, 0.1));
            }
        }
        scene.proposal = new Proposal(rules, 0.9, 0.1, "");
        scene.begin(attack);
    }

    private void endOne() {
        scene.attacks.values().stream()
                .skip(random.nextInt(scene.attacks.size() + 1))
                .findFirst()
                .ifPresent(attack -> {
                    if (random.nextInt(3) == 0) {
                        scene.over(attack);
                    } else {
                        scene.end(attack, "");
                    }
                });
    }

    private void decide() {
        List<Mitigation> active = scene.desk.active();
        if (active.isEmpty()) {
            return;
        }
        Mitigation one = active.get(random.nextInt(active.size()));
        try {
            switch (random.nextInt(6)) {
                case 0 -> scene.desk.reject(one.id(), "ann", "", scene.now);
                case 1 -> scene.desk.withdraw(one.id(), "ann", "", scene.now);
                case 2 -> scene.desk.took(one.id(), "route", random.nextBoolean() ? "" : "no", scene.now);
                default -> scene.desk.approve(one.id(), "ann", scene.now);
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private void byHand() {
        Prefix target = prefix();
        if (target.length() == 0) {
            return;
        }
        Announcement what = random.nextBoolean()
                ? new Blackhole(target, "web")
                : new FlowSpec(rule(target), new FlowAction.Discard(), "web");
        try {
            scene.desk.announce(what, Duration.ofSeconds(random.nextInt(100)), "ann", "", scene.now);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private void changeGuard() {
        Map<String, String> changed = new HashMap<>();
        int shortest = 20 + random.nextInt(13);
        changed.put("blackhole.v4", shortest + "-" + (shortest + random.nextInt(33 - shortest)));
        changed.put("blackhole.v6", (40 + random.nextInt(20)) + "-128");
        changed.put("flowspec.v4", (20 + random.nextInt(13)) + "-32");
        changed.put("never", random.nextBoolean() ? "192.0.2.1, 198.51.100.0/28, 2001:db8::1" : prefixOfSomeLength());
        changed.put("never.narrow", random.nextBoolean() ? "on" : "off");
        changed.put("blackholes.max", Integer.toString(random.nextInt(12)));
        changed.put("flowspec.max", Integer.toString(random.nextInt(12)));
        changed.put("share.max", Integer.toString(random.nextInt(60)));
        changed.put("rate", random.nextBoolean() ? "1000/1s" : "10/1m");
        changed.put("keep.over", "20");
        guard = changed;
        scene.guard(changed.entrySet().stream()
                .flatMap(one -> List.of(one.getKey(), one.getValue()).stream())
                .toArray(String[]::new));
    }

    private String prefixOfSomeLength() {
        Prefix prefix = prefix();
        return prefix.base() + "/" + prefix.length();
    }

    private void changePolicies() {
        scene.policies.clear();
        for (String name : List.of("default", "web")) {
            List<String> cfg = new ArrayList<>(List.of("mode", pick(MODES), "groups", name.equals("web") ? "web" : ""));
            cfg.addAll(List.of("outgoing", random.nextBoolean() ? "on" : "off", "step.1", pick(LADDER)));
            cfg.addAll(List.of("step.2", LADDER[1 + random.nextInt(5)] + " after 3s"));
            cfg.addAll(List.of("step.3", LADDER[1 + random.nextInt(5)] + " level critical after 1s"));
            scene.policy(name, cfg.toArray(String[]::new));
        }
    }

    private void changeNetworks() {
        List<String> some = new ArrayList<>(List.of(OWN));
        some.removeIf(one -> random.nextInt(4) == 0);
        own = some.stream().map(Prefix::parse).toList();
        scene.own = Scene.table(some.toArray(String[]::new));
    }

    private void stopOrResume() {
        if (scene.desk.stopped().isEmpty() && random.nextInt(4) == 0) {
            scene.desk.stop("ann", "", scene.now);
        } else {
            scene.desk.resume();
        }
    }

    private void check() {
        Set<Announcement> wanted = scene.desk.wanted(scene.now);
        announced += wanted.size();
        if (!scene.desk.stopped().isEmpty()) {
            assertThat(wanted).isEmpty();
        }
        for (Announcement one : wanted) {
            check(one);
        }
        long holes = wanted.stream().filter(Blackhole.class::isInstance).count();
        assertThat(holes).isLessThanOrEqualTo(Long.parseLong(guard.get("blackholes.max")));
        assertThat(wanted.size() - holes).isLessThanOrEqualTo(Long.parseLong(guard.get("flowspec.max")));
        for (boolean v4 : new boolean[] {true, false}) {
            List<Prefix> gone = wanted.stream()
                    .filter(one -> one instanceof Blackhole || isBare(one))
                    .map(Announcement::target)
                    .filter(target -> target.base().isV4() == v4)
                    .toList();
            BigDecimal most = new BigDecimal(size(own, v4)).multiply(new BigDecimal(guard.get("share.max")));
            assertThat(new BigDecimal(size(gone, v4)).multiply(BigDecimal.valueOf(100)))
                    .isLessThanOrEqualTo(most);
        }
    }

    private static boolean isBare(Announcement one) {
        return one instanceof FlowSpec flow
                && flow.rule().protocols().isEmpty()
                && flow.rule().sourcePorts().isEmpty();
    }

    private void check(Announcement one) {
        Prefix target = one.target();
        String kind = one instanceof Blackhole ? "blackhole" : "flowspec";
        String bounds = guard.getOrDefault(kind + (target.base().isV4() ? ".v4" : ".v6"), "48-128");
        int dash = bounds.indexOf('-');
        boolean within = target.length() >= Integer.parseInt(bounds.substring(0, dash))
                && target.length() <= Integer.parseInt(bounds.substring(dash + 1));
        expect(within, one, "is as long as " + bounds);
        boolean ours = false;
        for (Prefix network : own) {
            ours |= network.length() <= target.length() && network.contains(target.base());
        }
        expect(ours, one, "is ours");
        boolean narrow = guard.get("never.narrow").equals("on")
                && one instanceof FlowSpec flow
                && !flow.rule().protocols().isEmpty()
                && !flow.rule().sourcePorts().isEmpty();
        for (String never : guard.get("never").split(", ", -1)) {
            Prefix forbidden = Prefix.parse(never);
            boolean meets = target.contains(forbidden.base()) || forbidden.contains(target.base());
            expect(!meets || narrow, one, "is not of what is never announced");
        }
    }

    private static void expect(boolean so, Announcement one, String what) {
        if (!so) {
            throw new AssertionError("not so: " + one + " " + what);
        }
    }

    /** By the sweep of a line: how much of it lies under at least one prefix. */
    private static BigInteger size(List<Prefix> prefixes, boolean v4) {
        BigInteger size = BigInteger.ZERO;
        BigInteger reached = BigInteger.ZERO;
        for (Prefix prefix : prefixes.stream()
                .filter(one -> one.base().isV4() == v4)
                .sorted()
                .collect(Collectors.toList())) {
            BigInteger from = new BigInteger(1, prefix.base().toInet().getAddress());
            BigInteger to = from.add(BigInteger.ONE.shiftLeft((v4 ? 32 : 128) - prefix.length()));
            size = size.add(to.subtract(from.max(reached)).max(BigInteger.ZERO));
            reached = reached.max(to);
        }
        return size;
    }
}
