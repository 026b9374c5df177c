// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A router that hears BGP: Debian's BIRD 2, at {@code 127.0.0.11}, AS 65002. It takes everything and writes nothing to the kernel. */
public final class Bird implements Router {
    public static final String PROGRAM = "/usr/sbin/bird";

    private final Path folder;
    private final int port;
    private Process process;

    /**
     * Makes one that is not yet started.
     *
     * @param folder of its own, with a short path: a socket is made there
     * @param port it listens on
     * @param speaker address of who speaks to it, of AS 65001
     * @param speakerPort where that listens; zero when it does not
     */
    public Bird(Path folder, int port, String speaker, int speakerPort) throws IOException {
        this.folder = folder;
        this.port = port;
        Files.writeString(
                folder.resolve("bird.conf"),
                """
                router id 127.0.0.11;
                log "%s" all;
                protocol device { }
                flow4 table f4;
                flow6 table f6;
                protocol bgp speaker {
                  local 127.0.0.11 port %d as 65002;
                  neighbor %s%s as 65001;
                  %s
                  strict bind yes;
                  multihop;
                  hold time 9;
                  connect delay time 1;
                  connect retry time 1;
                  error wait time 1,1;
                  ipv4 { import all; export none; };
                  ipv6 { import all; export none; };
                  flow4 { table f4; import all; export none; };
                  flow6 { table f6; import all; export none; };
                }
                """
                        .formatted(
                                folder.resolve("bird.log"),
                                port,
                                speaker,
                                speakerPort == 0 ? "" : " port " + speakerPort,
                                speakerPort == 0 ? "passive yes;" : ""));
    }

    /** Whether it is there; says so when it is not. */
    public static boolean isThere() {
        return Program.isThere(PROGRAM);
    }

    @Override
    public String address() {
        return "127.0.0.11";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long asn() {
        return 65002;
    }

    @Override
    public void start() throws IOException {
        process = new ProcessBuilder(
                        PROGRAM,
                        "-f",
                        "-c",
                        folder.resolve("bird.conf").toString(),
                        "-s",
                        folder.resolve("ctl").toString(),
                        "-P",
                        folder.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
    }

    @Override
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public String routes() throws Exception {
        return Router.run("/usr/sbin/birdc", "-s", folder.resolve("ctl").toString(), "show", "route", "all");
    }

    /** What it has heard and done, with the time. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("bird.log"));
    }

    @Override
    public String session() throws Exception {
        return Router.run(
                "/usr/sbin/birdc", "-s", folder.resolve("ctl").toString(), "show", "protocols", "all", "speaker");
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
