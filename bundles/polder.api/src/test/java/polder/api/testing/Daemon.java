// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A server of this machine's packages, run by a test on loopback and ended with it. */
public final class Daemon implements Closeable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/bin");

    private final Process process;
    private final Path log;

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Whether the program is not there; says so, as the test that asks then passes without it. */
    public static boolean isMissing(String program) {
        boolean missing = FOLDERS.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (missing) {
            System.out.println("it: " + program + " is not installed: what needs it is not tested");
        }
        return missing;
    }

    /** @param log gets all it writes */
    public static Daemon start(Path log, String program, String... arguments) throws IOException {
        Path file = FOLDERS.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        return new Daemon(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    /** A TCP port, and UDP port, nobody had a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it takes connections. */
    public Daemon awaitPort(int port) throws Exception {
        await("port " + port, () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false; // not yet
            }
        });
        return this;
    }

    /** Waits until it is so, as long as the server runs. */
    public void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("no " + what + (process.isAlive() ? "" : ", it has ended") + ": " + output());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Waits until a file it writes has a line with this text, and gives the line. */
    public String awaitLine(Path file, String text) throws Exception {
        await("\"" + text + "\" in " + file, () -> Files.exists(file) && line(file, text) != null);
        return line(file, text);
    }

    private static String line(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElse(null);
    }

    /** All it has written. */
    public String output() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
