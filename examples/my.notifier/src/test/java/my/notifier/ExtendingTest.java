// SPDX-License-Identifier: Apache-2.0
package my.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** That docs/extending.md shows the examples as they are. */
public class ExtendingTest {
    private static final Path ROOT = Path.of(System.getProperty("polder.root", "../.."));

    @Test
    public void theDocumentShowsEveryClassOfTheExamples() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/extending.md"));
        List<Path> classes = classes();
        assertThat(classes).hasSize(4);
        for (Path one : classes) {
            String source = Files.readString(one).replaceFirst("// SPDX-License-Identifier: Apache-2.0\n", "");
            assertThat(document.contains("```java\n" + source + "```\n"))
                    .as("docs/extending.md shows %s as it is; paste it anew", one.getFileName())
                    .isTrue();
            assertThat(source.lines().count())
                    .as("lines of %s", one.getFileName())
                    .isLessThan(100);
        }
    }

    @Test
    public void theDocumentNamesThisVersion() throws IOException {
        Matcher version = Pattern.compile("<artifactId>polder</artifactId>\\s*<version>(.*?)</version>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(Files.readString(ROOT.resolve("docs/extending.md")))
                .contains("<polder.version>" + version.group(1) + "</polder.version>");
    }

    private static List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .sorted()
                    .toList();
        }
    }
}
