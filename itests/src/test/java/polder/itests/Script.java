// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A script that notes how it was called. */
final class Script {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * A call of it.
     *
     * @param epochNanos when it ran its first line
     */
    record Call(long epochNanos, List<String> arguments, String input) {}

    private final Path folder;
    private final Path file;

    /** @param folder to be made, with the script and its notes in it */
    Script(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        file = write(
                folder.resolve("script.sh"),
                "now=$(date +%s%N)",
                "note=" + folder + "/$now-$$",
                "printf '%s\\n' $now \"$@\" > $note",
                "cat > $note.input",
                "mv $note $note.call");
    }

    static Path write(Path file, String... lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    Path file() {
        return file;
    }

    /** The calls for a target with an action, in order. */
    List<Call> calls(String target, String action) throws IOException {
        List<Call> calls = new ArrayList<>();
        try (Stream<Path> notes = Files.list(folder)) {
            for (Path note :
                    notes.filter(one -> one.toString().endsWith(".call")).toList()) {
                List<String> lines = Files.readAllLines(note);
                String input = Files.readString(Path.of(note.toString().replaceFirst("call$", "input")));
                calls.add(new Call(Long.parseLong(lines.get(0)), lines.subList(1, lines.size()), input));
            }
        }
        calls.removeIf(call ->
                !call.arguments.get(0).equals(target) || !call.arguments.get(3).equals(action));
        calls.sort(Comparator.comparing(Call::epochNanos));
        return calls;
    }

    /** Waits for the first of these calls. */
    Call await(String target, String action) throws Exception {
        return Await.value("call of " + file + " " + target + " " + action, LIMIT, () -> calls(target, action).stream()
                .findFirst()
                .orElse(null));
    }
}
