// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.nio.file.Path;

/** A cable with two ends, of which one is a mirror port; what is sent into the other arrives there. */
final class Mirror {
    private final long number = ProcessHandle.current().pid() % 1_000_000;

    /** The name of the interface to capture from. */
    String port() {
        return "polmon" + number;
    }

    private String sender() {
        return "polgen" + number;
    }

    /** Makes the cable; answers why it cannot be, or nothing. */
    String plugIn() throws Exception {
        for (String line : new String[] {
            "ip link add " + sender() + " type veth peer name " + port(),
            // or this machine talks to its neighbours on it
            "sysctl -q net.ipv6.conf." + port() + ".disable_ipv6=1 net.ipv6.conf." + sender() + ".disable_ipv6=1",
            "ip link set " + sender() + " up",
            "ip link set " + port() + " up"
        }) {
            Installation.Result result = run(line);
            if (result.code() != 0) {
                unplug();
                return line + ": " + result.output().trim();
            }
        }
        Installation.Result tool = run("tcpreplay --version");
        return tool.code() == 0 ? "" : "tcpreplay is missing (apt-get install tcpreplay)";
    }

    void unplug() throws Exception {
        run("ip link del " + port());
    }

    /** Takes the mirror port {@code up} or {@code down}. */
    void take(String where) throws Exception {
        run("ip link set " + port() + " " + where);
    }

    /** Sends all frames of a file, 20,000 a second. */
    void replay(Path file) throws Exception {
        Installation.Result result = run("tcpreplay -q --pps 20000 -i " + sender() + " " + file);
        if (result.code() != 0) {
            throw new AssertionError(result.output());
        }
    }

    private static Installation.Result run(String line) throws Exception {
        return Installation.command(Path.of("."), "sh", "-c", line + " 2>&1");
    }
}
