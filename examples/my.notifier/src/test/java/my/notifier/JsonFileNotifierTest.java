// SPDX-License-Identifier: Apache-2.0
package my.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

public class JsonFileNotifierTest {
    private static final String STARTED = "{\"at\":\"2026-03-01T12:00:00Z\",\"phase\":\"STARTED\","
            + "\"id\":\"00000000-0000-0001-0000-000000000001\",\"target\":\"203.0.113.7\",\"group\":\"web\","
            + "\"observed\":104000,\"peak\":110000,\"reason\":\"over \\\"20 kpps\\\",\\u000afor long\"}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;

    @Before
    public void name() {
        file = folder.getRoot().toPath().resolve("attacks.json");
    }

    @Test
    public void everyStepIsALine() throws IOException {
        JsonFileNotifier notifier = notifier("groups", "");
        notifier.onAttack(event(Phase.STARTED));
        notifier.onAttack(event(Phase.ENDED));
        assertThat(Files.readAllLines(file)).containsExactly(STARTED, STARTED.replace("STARTED", "ENDED"));
    }

    @Test
    public void otherGroupsAreLeftOut() {
        notifier("groups", "dns, mail").onAttack(event(Phase.STARTED));
        assertThat(file).doesNotExist();
    }

    @Test
    public void aFileThatCannotBeWrittenIsAFailedDelivery() {
        JsonFileNotifier notifier = notifier("file", folder.getRoot() + "/nowhere/attacks.json");
        assertThatThrownBy(() -> notifier.onAttack(event(Phase.STARTED))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    public void aWrongChangeLeavesTheLastGoodCfgInForce() throws IOException {
        JsonFileNotifier notifier = notifier("groups", "web");
        notifier.modified(Map.of("service.pid", "my.notifier~noc", "group", "dns"));
        notifier.onAttack(event(Phase.STARTED));
        assertThat(Files.readAllLines(file)).containsExactly(STARTED);
    }

    @Test
    public void aWrongCfgIsRefusedWithFileAndKey() {
        assertThatThrownBy(() -> new JsonFileNotifier(Map.of("service.pid", "my.notifier~noc", "flie", "/tmp/x")))
                .hasMessage("etc/my.notifier-noc.cfg: file is missing;"
                        + " etc/my.notifier-noc.cfg: flie is no key of this file; did you mean file?");
    }

    private JsonFileNotifier notifier(String key, String value) {
        Map<String, Object> properties =
                new java.util.HashMap<>(Map.of("service.pid", "my.notifier~noc", "file", file.toString()));
        properties.put(key, value);
        return new JsonFileNotifier(properties);
    }

    private static AttackEvent event(Phase phase) {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        Attack attack = new Attack(
                new UUID(1, 1),
                Prefix.parse("203.0.113.7"),
                State.ACTIVE,
                "web",
                "threshold",
                Metric.IN_PACKETS,
                104_000,
                20_000,
                110_000,
                "over \"20 kpps\",\nfor long",
                Rates.NONE,
                Rates.NONE,
                noon,
                noon,
                null,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1900));
        return new AttackEvent(phase, attack, noon);
    }
}
