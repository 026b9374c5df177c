// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** A router that hears BGP: Debian's FRR, its bgpd alone, at {@code 127.0.0.12}, AS 65003. Needs root, as it changes its user. */
public final class Frr implements Router {
    public static final String PROGRAM = "/usr/lib/frr/bgpd";

    private final Path folder;
    private final int port;
    private Process process;

    /** As {@link Bird#Bird}. */
    public Frr(Path folder, int port, String speaker, int speakerPort) throws IOException {
        this.folder = folder;
        this.port = port;
        Files.writeString(
                folder.resolve("bgpd.conf"),
                """
                router bgp 65003
                 bgp router-id 127.0.0.12
                 no bgp ebgp-requires-policy
                 no bgp default ipv4-unicast
                 no bgp network import-check
                 timers bgp 3 9
                 neighbor SPEAKER remote-as 65001
                 neighbor SPEAKER update-source 127.0.0.12
                 neighbor SPEAKER ebgp-multihop 5
                 neighbor SPEAKER timers connect 1
                 HOW
                 address-family ipv4 unicast
                  neighbor SPEAKER activate
                 exit-address-family
                 address-family ipv6 unicast
                  neighbor SPEAKER activate
                 exit-address-family
                 address-family ipv4 flowspec
                  neighbor SPEAKER activate
                 exit-address-family
                 address-family ipv6 flowspec
                  neighbor SPEAKER activate
                 exit-address-family
                """
                        .replace(
                                "HOW",
                                speakerPort == 0 ? "neighbor SPEAKER passive" : "neighbor SPEAKER port " + speakerPort)
                        .replace("SPEAKER", speaker));
    }

    /** Whether it is there, and can run; says so when it is not. */
    public static boolean isThere() {
        if (!"root".equals(System.getProperty("user.name"))) {
            System.out.println("left out: frr can be started by root only");
            return false;
        }
        return Program.isThere(PROGRAM) && Program.isThere("/usr/bin/vtysh");
    }

    @Override
    public String address() {
        return "127.0.0.12";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long asn() {
        return 65003;
    }

    /** It runs as the user frr, who has to get to its folder. */
    private void open() throws IOException, InterruptedException {
        for (Path way = folder; way != null && !way.equals(Path.of("/tmp")); way = way.getParent()) {
            if (way.startsWith("/tmp")) {
                Files.setPosixFilePermissions(way, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Router.run("chown", "-R", "frr:frr", folder.toString());
    }

    @Override
    public void start() throws Exception {
        open();
        process = new ProcessBuilder(
                        PROGRAM,
                        "--no_zebra",
                        "--no_kernel",
                        "-p",
                        Integer.toString(port),
                        "-l",
                        address(),
                        "-f",
                        folder.resolve("bgpd.conf").toString(),
                        "-i",
                        folder.resolve("pid").toString(),
                        "--vty_socket",
                        folder.toString(),
                        "-P",
                        "0",
                        "--log",
                        "stdout")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
    }

    @Override
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private String ask(String command) throws Exception {
        return Router.run("/usr/bin/vtysh", "--vty_socket", folder.toString(), "-d", "bgpd", "-c", command);
    }

    /** Unicast as JSON, FlowSpec as text. */
    @Override
    public String routes() throws Exception {
        return ask("show bgp ipv4 unicast json detail")
                + ask("show bgp ipv6 unicast json detail")
                + ask("show bgp ipv4 flowspec detail")
                + ask("show bgp ipv6 flowspec detail");
    }

    @Override
    public String session() throws Exception {
        return ask("show bgp summary");
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
