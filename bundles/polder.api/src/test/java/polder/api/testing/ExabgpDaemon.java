// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's ExaBGP 4 at {@code 127.0.0.13}, AS 65001; it connects to routers and does not listen. */
public final class ExabgpDaemon implements AutoCloseable {
    public static final String ADDRESS = "127.0.0.13";
    public static final String PROGRAM = "/usr/sbin/exabgp";

    private final Path folder;
    private Process process;

    /**
     * Makes one that is not yet started.
     *
     * @param run the command of its process, whose lines it obeys
     */
    public ExabgpDaemon(Path folder, List<Router> routers, String run) throws IOException {
        this.folder = folder;
        StringBuilder conf = new StringBuilder("process polder {\n  run " + run + ";\n  encoder json;\n}\n");
        for (Router router : routers) {
            conf.append(
                    """
                    neighbor %s {
                      router-id 127.0.0.13;
                      local-address 127.0.0.13;
                      local-as 65001;
                      peer-as %d;
                      connect %d;
                      hold-time 9;
                      family { ipv4 unicast; ipv6 unicast; ipv4 flow; ipv6 flow; }
                      api { processes [ polder ]; neighbor-changes; }
                    }
                    """
                            .formatted(router.address(), router.asn(), router.port()));
        }
        Files.writeString(folder.resolve("exabgp.conf"), conf);
    }

    /** Whether it is there; says so when it is not. */
    public static boolean isThere() {
        return Program.isThere(PROGRAM) && Program.isThere("/usr/bin/python3");
    }

    public void start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(PROGRAM, folder.resolve("exabgp.conf").toString());
        builder.environment().put("exabgp.daemon.user", System.getProperty("user.name"));
        builder.environment().put("exabgp.tcp.bind", "");
        builder.environment().put("exabgp.log.destination", "stdout");
        builder.environment().put("exabgp.api.cli", "false");
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("exabgp.log").toFile()))
                .start();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    public String log() throws IOException {
        return Files.readString(folder.resolve("exabgp.log"));
    }

    /** Ends it in its own way, and with it the process it runs. */
    @Override
    public void close() {
        if (process != null) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            try {
                if (!process.waitFor(3, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
