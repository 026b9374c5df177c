// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The socket to which the helper connects that ExaBGP runs. One helper at a time: a further one waits until it has gone. A thread of
 * its own reads what ExaBGP says.
 */
final class HelperSocket implements AutoCloseable {
    /** ExaBGP's answers wait in the helper and in ExaBGP when more are not yet looked at. */
    private static final int LINES = 1000;

    private static final int LONGEST = 1 << 16;
    private static final long PAUSE_MILLIS = 1000;

    /** One connection of the helper. */
    record Helper(SocketChannel channel, BlockingQueue<String> lines) {
        void send(String command) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap((command + '\n').getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Null when there is none in time. */
        @Nullable
        String line(long millis) throws InterruptedException {
            return lines.poll(millis, TimeUnit.MILLISECONDS);
        }
    }

    private final ServerSocketChannel server;
    private final Path path;
    private final Runnable changed;
    private final Thread thread;
    private volatile @Nullable Helper helper;
    private volatile boolean ended;

    /**
     * Makes the socket.
     *
     * @param changed run when a helper has come or gone, and when ExaBGP tells of a session
     */
    HelperSocket(String instance, Path path, Set<PosixFilePermission> permissions, Runnable changed)
            throws IOException {
        this.path = path;
        this.changed = changed;
        if (Files.exists(path)
                && Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            // left by a Polder that was killed
            Files.delete(path);
        }
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, permissions);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        thread = new Thread(this::run, "polder-bgp-" + instance + "-1");
        thread.setDaemon(true);
        thread.start();
    }

    /** The one that is connected, or null. */
    @Nullable
    Helper helper() {
        return helper;
    }

    private void run() {
        while (!ended) {
            try {
                SocketChannel channel = server.accept();
                Helper made = new Helper(channel, new ArrayBlockingQueue<>(LINES));
                helper = made;
                changed.run();
                read(made);
            } catch (IOException e) {
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(ended ? 0 : PAUSE_MILLIS);
        } catch (InterruptedException e) {
            ended = true;
        }
    }

    private void read(Helper from) throws IOException {
        try (BufferedReader in =
                new BufferedReader(Channels.newReader(from.channel(), StandardCharsets.ISO_8859_1), LONGEST)) {
            for (String line = line(in); line != null; line = line(in)) {
                if (line.startsWith("{")) {
                    changed.run();
                } else {
                    from.lines().put(line);
                }
            }
        } catch (InterruptedException e) {
            ended = true;
        } finally {
            helper = null;
            changed.run();
        }
    }

    /** A line, cut when it is longer than any of ExaBGP's is. */
    private static @Nullable String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (line.length() < LONGEST) {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Has the helper connect anew. */
    void drop(Helper old) {
        try {
            old.channel().close();
        } catch (IOException e) {
            // it is gone all the same
        }
    }

    @Override
    public void close() {
        ended = true;
        Helper last = helper;
        if (last != null) {
            drop(last);
        }
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // the next one removes it
        }
        thread.interrupt();
    }
}
