// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.mitigation.Mitigation;
import polder.api.traffic.OwnNetworks;
import polder.wire.PrefixTable;

/** A {@link Mitigator} in a folder of its own, on a clock that goes when told, with one speaker. */
final class Stage implements AutoCloseable {
    final Scene scene = new Scene();
    final FakeAttacks attacks = new FakeAttacks();
    final List<Mitigation> heard = new CopyOnWriteArrayList<>();
    OwnNetworks own = this::table;
    FakeSpeaker speaker = new FakeSpeaker();
    Path folder = temporary();
    Mitigator mitigator;
    long nanos;

    Stage(String... policy) {
        scene.policy("default", policy);
        mitigator = create();
        come();
    }

    private PrefixTable table() {
        PrefixTable table = scene.own;
        return table == null ? new PrefixTable(List.of()) : table;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("polder-mitigation");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Mitigator create() {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return scene.now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new Mitigator(scene.settings, folder, clock, () -> nanos);
    }

    /** Everything around comes. */
    void come() {
        comeWithoutAttacks();
        mitigator.setAttacks(attacks);
    }

    void comeWithoutAttacks() {
        mitigator.addSpeaker(speaker);
        mitigator.addListener(heard::add);
        mitigator.addPolicySource("default", () -> scene.policies.get("default"));
        mitigator.setOwn(own);
    }

    /** Killed; it starts again with what was on the disk, and nothing else has come. */
    void kill() throws IOException {
        Path copy = temporary();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        mitigator.deactivate();
        folder = copy;
        mitigator = create();
    }

    void pass(Duration time) {
        for (long millis = time.toMillis(); millis > 0; millis -= 200) {
            scene.now = scene.now.plusMillis(200);
            nanos += Duration.ofMillis(200).toNanos();
            mitigator.tick();
        }
    }

    Attack begin(String target) {
        Attack attack = scene.attack(target);
        attacks.all.put(attack.id(), attack);
        mitigator.onAttack(new AttackEvent(AttackEvent.Phase.STARTED, attack, scene.now));
        return attack;
    }

    void end(Attack attack) {
        Attack over = Scene.with(attack, attack.level(), false, attack.lastOver(), "");
        attacks.all.put(attack.id(), over);
        mitigator.onAttack(new AttackEvent(AttackEvent.Phase.ENDED, over, scene.now));
    }

    Set<String> table(FakeSpeaker of) {
        return of.table.keySet().stream().map(Object::toString).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        mitigator.deactivate();
    }
}
