// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program started for a test, with what it writes in a file of its folder; ended with it. */
public final class Program implements AutoCloseable {
    private final Path log;
    private final Process process;

    public Program(Path folder, String... command) throws IOException {
        log = folder.resolve("out.log");
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Whether a program is there; says so when it is not, as the test that needs it is then left out. */
    public static boolean isThere(String path) {
        boolean there = Files.isExecutable(Path.of(path));
        if (!there) {
            System.out.println("left out: there is no " + path);
        }
        return there;
    }

    /** Ports of loopback nobody listens on now, each another one. */
    public static List<Integer> freePorts(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        List<ServerSocket> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            open.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : open) {
            socket.close();
        }
        return ports;
    }

    /** Waits until it listens. */
    public Program awaitPort(int port, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return this;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("it does not listen on " + port + ": " + output(), e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** What it has written. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
