// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's gobgpd at {@code 127.0.0.10}, AS 65001. */
public final class GobgpDaemon implements AutoCloseable {
    public static final String ADDRESS = "127.0.0.10";
    public static final String PROGRAM = "/usr/bin/gobgpd";

    private final Path folder;
    /** Where it takes calls of gRPC, on {@code 127.0.0.1}. */
    public final int api;
    /** Where it listens for BGP. */
    public final int port;

    private final List<String> tls;
    private Process process;

    /**
     * Makes one that is not yet started.
     *
     * @param port where it listens for BGP
     * @param tls its further arguments, for TLS
     */
    public GobgpDaemon(Path folder, int port, List<Router> routers, String... tls) throws IOException {
        this.folder = folder;
        this.port = port;
        this.api = Program.freePorts(1).get(0);
        this.tls = List.of(tls);
        StringBuilder conf = new StringBuilder(
                """
                [global.config]
                  as = 65001
                  router-id = "127.0.0.10"
                  port = %d
                  local-address-list = ["127.0.0.10"]
                """
                        .formatted(port));
        routers.forEach(router -> conf.append(neighbor(router)));
        Files.writeString(folder.resolve("gobgpd.toml"), conf);
    }

    private static String neighbor(Router router) {
        StringBuilder conf = new StringBuilder(
                """
                [[neighbors]]
                  [neighbors.config]
                    neighbor-address = "%s"
                    peer-as = %d
                  [neighbors.transport.config]
                    local-address = "127.0.0.10"
                    remote-port = %d
                  [neighbors.timers.config]
                    connect-retry = 1
                    idle-hold-time-after-reset = 1
                  [neighbors.ebgp-multihop.config]
                    enabled = true
                    multihop-ttl = 5
                """
                        .formatted(router.address(), router.asn(), router.port()));
        for (String family : List.of("ipv4-unicast", "ipv6-unicast", "ipv4-flowspec", "ipv6-flowspec")) {
            conf.append(
                    """
                      [[neighbors.afi-safis]]
                        [neighbors.afi-safis.config]
                          afi-safi-name = "%s"
                    """
                            .formatted(family));
        }
        return conf.toString();
    }

    /** Whether it is there; says so when it is not. */
    public static boolean isThere() {
        return Program.isThere(PROGRAM) && Program.isThere("/usr/bin/gobgp");
    }

    public void start() throws IOException {
        List<String> command = new ArrayList<>(
                List.of(PROGRAM, "-f", folder.resolve("gobgpd.toml").toString(), "--api-hosts", "127.0.0.1:" + api));
        command.addAll(tls);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("gobgpd.log").toFile()))
                .start();
    }

    /** Runs gobgp's own tool. */
    public String gobgp(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/gobgp", "-p", Integer.toString(api)));
        command.addAll(List.of(words));
        return Router.run(command.toArray(String[]::new));
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    public String log() throws IOException {
        return Files.readString(folder.resolve("gobgpd.log"));
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
