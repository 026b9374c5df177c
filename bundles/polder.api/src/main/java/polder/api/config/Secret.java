// SPDX-License-Identifier: Apache-2.0
package polder.api.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A password or token: as it stands, {@code env:NAME} for that of an environment variable, or {@code file:/path} for the first line of a
 * file, which is read anew each time. Its text form does not tell it. Immutable.
 */
public final class Secret {
    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    private final String source;

    Secret(String source) {
        this.source = source;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return source.isEmpty();
    }

    /**
     * The secret itself.
     *
     * @throws IllegalStateException when its file or environment variable is not there (any more)
     */
    public String reveal() {
        if (source.startsWith(ENVIRONMENT)) {
            String name = source.substring(ENVIRONMENT.length());
            String value = System.getenv(name);
            if (value == null) {
                throw new IllegalStateException("there is no environment variable " + name);
            }
            return value;
        }
        return source.startsWith(FILE) ? firstLine(source.substring(FILE.length())) : source;
    }

    private static String firstLine(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException | InvalidPathException e) {
            throw new IllegalStateException(
                    file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    @Override
    public String toString() {
        return source.isEmpty() ? "" : "***";
    }
}
