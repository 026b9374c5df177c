// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An appliance as an operator has it: the archive unpacked, on free ports, started by its own scripts. */
final class Installation implements AutoCloseable {
    /** What a command gave. */
    record Result(int code, String output) {}

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Map<String, Integer> ports = new HashMap<>();
    private final Path home;
    private String launcher = "";

    private Installation(Path home) {
        this.home = home;
    }

    /** Unpacks the archive anew. */
    static Installation unpack(String name) throws Exception {
        Path home = Path.of("target", "it", name).toAbsolutePath();
        command(Path.of("."), "rm", "-rf", home.toString());
        Files.createDirectories(home);
        command(home, "tar", "xzf", System.getProperty("polder.archive"), "--strip-components", "1");
        Installation installation = new Installation(home);
        for (Ports.Listener listener : Ports.LISTENERS) {
            installation.move(listener);
        }
        return installation;
    }

    private void move(Ports.Listener listener) throws IOException {
        int port = Ports.free();
        Path file = path("etc", listener.file());
        String line = listener.key() + " = ";
        String text = Files.readString(file);
        if (!text.contains(line + listener.number())) {
            throw new AssertionError(file + " does not say " + line + listener.number());
        }
        Files.writeString(file, text.replace(line + listener.number(), line + port));
        ports.put(listener.name(), port);
    }

    int port(String name) {
        return ports.get(name);
    }

    Path path(String first, String... more) {
        return home.resolve(Path.of(first, more));
    }

    /** Has it started by another command, such as {@code setpriv --bounding-set=-all}. */
    void launcher(String words) {
        launcher = words + " ";
    }

    /** Starts it in the background with its own script, and waits until its shell listens. What the script says is returned. */
    String start() throws Exception {
        Result result = run("sh", "-c", launcher + "bin/start 2>&1");
        Await.until("ssh port open", LIMIT, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port("ssh")), 1000);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        return result.output();
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(path("karaf.pid")).trim());
    }

    boolean isRunning() throws IOException {
        return Files.exists(path("karaf.pid")) && ProcessHandle.of(pid()).isPresent();
    }

    /** Runs a command of the shell over ssh; its error code is not to be had. */
    Result ssh(String user, String password, String line) throws Exception {
        return run(
                "sh",
                "-c",
                "echo '" + line + "' | bin/client -b -a " + port("ssh") + " -u " + user + " -p " + password + " 2>&1");
    }

    /** Runs any command in its folder. */
    Result run(String... words) throws Exception {
        return command(home, words);
    }

    String log() throws IOException {
        return Files.readString(path("data", "log", "polder.log"));
    }

    /** The sockets of its process that take connections or datagrams, a line for each. */
    List<String> sockets() throws Exception {
        String process = "pid=" + pid() + ",";
        return run("ss", "-Hlntup")
                .output()
                .lines()
                .filter(line -> line.contains(process))
                .toList();
    }

    @Override
    public void close() throws IOException {
        if (isRunning()) {
            ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
            process.destroy();
            process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
            process.destroyForcibly();
        }
    }

    static Result command(Path folder, String... words) throws Exception {
        Path output = Files.createTempFile("polder", ".out");
        try {
            Process process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        String.join(" ", words) + " has not ended; it said: " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }
}
