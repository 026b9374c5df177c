// SPDX-License-Identifier: Apache-2.0
package polder.shell.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the control socket is: {@code polder.sock} in the data folder, or in a folder of its own below the system's temporary one
 * when that path is longer than a socket may have. {@code polder.control} in the data folder says which. (The JVM's temporary
 * folder will not do: Karaf puts it into the data folder.)
 */
final class Place {
    private static final Logger LOG = LoggerFactory.getLogger("polder.shell.control");

    /** sun_path of Linux has 108 bytes with its NUL, that of macOS and BSD 104. */
    private static final int LONGEST = 103;

    private final Path pointer;
    private final Path socket;
    private final boolean elsewhere;
    private final UserPrincipal owner;

    private Place(Path pointer, Path socket, boolean elsewhere) throws IOException {
        this.pointer = pointer;
        this.socket = socket;
        this.elsewhere = elsewhere;
        owner = Files.getOwner(pointer);
    }

    static Place in(String data) throws IOException {
        Path folder = Path.of(data).toAbsolutePath();
        Path near = folder.resolve("polder.sock");
        boolean elsewhere = near.toString().getBytes(Charset.defaultCharset()).length > LONGEST;
        // a folder made by this method may be entered by its owner alone
        Path socket = elsewhere
                ? Files.createTempDirectory(Path.of("/tmp"), "polder-").resolve("polder.sock")
                : near;
        Path pointer = Files.writeString(folder.resolve("polder.control"), socket + "\n");
        return new Place(pointer, socket, elsewhere);
    }

    Path socket() {
        return socket;
    }

    /** The user this appliance runs as. */
    UserPrincipal owner() {
        return owner;
    }

    /** Opens the socket in place of one a killed appliance has left. */
    ServerSocketChannel open() throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        return server;
    }

    void close(ServerSocketChannel server) {
        try {
            server.close();
            Files.deleteIfExists(pointer);
            Files.deleteIfExists(socket);
            if (elsewhere) {
                Files.deleteIfExists(socket.resolveSibling(""));
            }
        } catch (IOException e) {
            LOG.warn("the control socket {} could not be removed: {}", socket, e.getMessage());
        }
    }
}
