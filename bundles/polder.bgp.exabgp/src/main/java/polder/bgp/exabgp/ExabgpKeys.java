// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.lib.bgp.RouteKeys;

/**
 * The cfg of a speaker.
 *
 * @param instance of the cfg's name
 * @param path of the named pipe, or of the socket
 * @param process whether it is the socket
 * @param permissions of the socket
 * @param limit for an answer
 * @param repeat how often the pipe is told everything again
 * @param routes which, and with what
 */
record ExabgpKeys(
        String instance,
        Path path,
        boolean process,
        Set<PosixFilePermission> permissions,
        Duration limit,
        Duration repeat,
        RouteKeys routes) {
    private static final String PIPE = "/var/run/exabgp.cmd";

    /** @throws SettingsException when the cfg is not accepted */
    static ExabgpKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        String socket = settings.text("socket", "");
        String pipe = settings.text("pipe", "");
        if (!socket.isEmpty() && !pipe.isEmpty()) {
            settings.fault("socket", "is not accepted beside pipe; give one of the two");
        }
        String key = socket.isEmpty() ? "pipe" : "socket";
        ExabgpKeys keys = new ExabgpKeys(
                settings.instance(),
                settings.read(
                        key, socket.isEmpty() ? PIPE : socket, "an absolute path", Path.of(PIPE), ExabgpKeys::path),
                !socket.isEmpty(),
                settings.read(
                        "socket.permissions",
                        "rw-rw----",
                        "permissions such as rw-rw----",
                        Set.of(),
                        PosixFilePermissions::fromString),
                settings.duration("time.limit", "5s", Duration.ofMillis(100), Duration.ofMinutes(1)),
                settings.duration("repeat", "5s", Duration.ofSeconds(1), Duration.ofHours(1)),
                RouteKeys.read(settings));
        settings.refuseRest();
        return keys;
    }

    private static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
        }
        throw new IllegalArgumentException("not absolute");
    }

    /** Whether ExaBGP is spoken to in the same way, at the same place. */
    boolean reaches(ExabgpKeys other) {
        return process == other.process
                && path.equals(other.path)
                && permissions.equals(other.permissions)
                && limit.equals(other.limit)
                && repeat.equals(other.repeat);
    }
}
