// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.util.json.Jsoner;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.testing.Carbon;
import polder.api.testing.Program;
import polder.api.testing.Snapshots;

/** Every path of the board in docs/grafana is in a real carbon when what this bundle writes is there. */
public class GraphiteBoardTest {
    private static final Pattern PATH = Pattern.compile("\\$prefix[^ )]*?(?=, |\\))");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void eachPathOfTheBoardIsThere() throws Exception {
        assumeTrue(Program.isThere(Carbon.PROGRAM));
        try (Carbon carbon = new Carbon(folder.getRoot().toPath())) {
            Lines lines = new Lines();
            Instant now = Instant.now();
            lines.begin(now.getEpochSecond());
            new PolderTree(lines, "polder").write(Snapshots.sample(now));
            try (CarbonConnection connection = new CarbonConnection("127.0.0.1", carbon.port, Duration.ofSeconds(5))) {
                connection.send(lines.bytes(), lines.size());
            }
            Set<String> there = Set.of();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (there.size() < lines.count() && System.nanoTime() < end) {
                LockSupport.parkNanos(100_000_000);
                there = carbon.at(now.getEpochSecond()).keySet();
            }
            Path file = Path.of(System.getProperty("polder.root"), "docs", "grafana", "polder-graphite.json");
            List<String> targets = new ArrayList<>();
            collect(Jsoner.deserialize(Files.readString(file)), targets);
            assertThat(targets).hasSize(8);
            for (String target : targets) {
                Matcher path = PATH.matcher(target);
                assertThat(path.find()).as(target).isTrue();
                Pattern pattern = Pattern.compile(regex(path.group()));
                assertThat(there).as(target).anyMatch(name -> pattern.matcher(name)
                        .matches());
            }
        }
    }

    /** Graphite's wildcards: {@code *} within a name, and <code>{a,b}</code>. */
    private static String regex(String path) {
        String names = path.replace("$prefix", "polder").replace(".", "\\.").replace("*", "[^.]*");
        Matcher words = Pattern.compile("\\{([^}]*)}").matcher(names);
        return words.replaceAll(found -> "(" + found.group(1).replace(',', '|') + ")");
    }

    private static void collect(Object json, List<String> found) {
        if (json instanceof Map<?, ?> map) {
            if (map.get("target") instanceof String text) {
                found.add(text);
            }
            map.values().forEach(value -> collect(value, found));
        } else if (json instanceof List<?> list) {
            list.forEach(value -> collect(value, found));
        }
    }
}
