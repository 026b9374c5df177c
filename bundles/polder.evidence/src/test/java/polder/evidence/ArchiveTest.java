// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.evidence.AttackEvidence;
import polder.wire.Prefix;

public class ArchiveTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private Archive archive;

    @Before
    public void make() {
        root = folder.getRoot().toPath().resolve("evidence");
        archive = new Archive(root);
    }

    private UUID write(int number, Duration ago) throws Exception {
        UUID id = new UUID(1, number);
        AttackEvidence evidence = new AttackEvidence(
                id,
                Prefix.parse("10.0.0.1"),
                NOW,
                NOW,
                NOW,
                true,
                1,
                1,
                1,
                1,
                0,
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                1);
        archive.write(evidence, new byte[600_000]);
        Files.setLastModifiedTime(root.resolve(id.toString()).resolve("evidence.json"), FileTime.from(NOW.minus(ago)));
        return id;
    }

    @Test
    public void whatIsTooOldOrTooMuchIsForgotten() throws Exception {
        UUID old = write(1, Duration.ofDays(31));
        UUID third = write(2, Duration.ofDays(3));
        UUID second = write(3, Duration.ofDays(2));
        UUID newest = write(4, Duration.ofDays(1));
        Path foreign = Files.createDirectories(root.resolve("mine"));
        archive.forget(Rows.settings(), NOW);
        assertThat(archive.attacks()).containsExactly(newest, second, third);
        assertThat(archive.find(old)).isEmpty();
        archive.forget(Rows.settings("keep.size", "1mb"), NOW);
        assertThat(archive.attacks()).containsExactly(newest);
        assertThat(archive.frames(newest)).isPresent();
        assertThat(archive.frames(second)).isEmpty();
        assertThat(foreign).exists();
    }

    @Test
    public void aFileThatIsBrokenIsNotThere() throws Exception {
        UUID id = write(1, Duration.ZERO);
        assertThat(archive.find(id)).isPresent();
        for (String broken : List.of("", "{", "{}", "[]", "{\"attack\":7}")) {
            Files.writeString(root.resolve(id.toString()).resolve("evidence.json"), broken);
            assertThat(archive.find(id)).isEmpty();
        }
        assertThat(archive.attacks()).containsExactly(id);
    }

    @Test
    public void aFolderThatCannotBeWrittenIsNoException() throws Exception {
        Files.writeString(root, "a file");
        archive.write(
                new AttackEvidence(
                        new UUID(1, 1),
                        Prefix.parse("10.0.0.1"),
                        NOW,
                        NOW,
                        NOW,
                        true,
                        1,
                        1,
                        1,
                        1,
                        0,
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        0),
                new byte[0]);
        assertThat(archive.attacks()).isEmpty();
    }
}
