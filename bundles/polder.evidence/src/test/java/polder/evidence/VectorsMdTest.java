// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.Test;

/** VECTORS.md shows the table as it is; {@code -Dgolden=write} writes it anew. */
public class VectorsMdTest {
    private static final String MARK = "<!-- rows: written by VectorsMdTest with -Dgolden=write -->\n";
    private static final Path PAGE = Path.of("VECTORS.md");

    @Test
    public void thePageShowsEveryRow() throws IOException {
        String page = Files.readString(PAGE);
        String wanted = page.substring(0, page.indexOf(MARK) + MARK.length()) + rows();
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    @Test
    public void thePageNamesEveryContent() throws IOException {
        assertThat(Files.readString(PAGE)).contains("names: " + String.join(", ", Payloads.NAMES.keySet()) + " |");
    }

    private static String rows() throws IOException {
        StringBuilder text = new StringBuilder();
        try (InputStream in = Objects.requireNonNull(VectorTable.class.getResourceAsStream("vectors.table"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("# ---")) {
                    text.append("\n### ")
                            .append(line.replaceAll("[#-]+ | ---$", "").trim())
                            .append(
                                    "\n\n| name | what it is | protocol | source | target | flags | fragment | length | content |\n")
                            .append("|---|---|---|---|---|---|---|---|---|\n");
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    text.append(row(line.split("\\s+", 9)));
                }
            }
        }
        return text.toString();
    }

    private static String row(String[] fields) {
        StringBuilder text = new StringBuilder("| `" + fields[0] + "` | " + fields[8]);
        for (int i = 1; i < 8; i++) {
            boolean any = fields[i].equals("-");
            String cell = fields[i].replace("|", "\\|").replace(",", ", ");
            text.append(" | ").append(any ? "" : i == 7 ? "`" + cell.replace(", ", ",") + "`" : cell);
        }
        return text.append(" |\n").toString();
    }
}
