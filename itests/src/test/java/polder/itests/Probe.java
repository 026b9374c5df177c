// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Exporters of other people, which read a capture file, send what they make of it to a port of this machine, and end. */
final class Probe {
    private Probe() {}

    /**
     * softflowd.
     *
     * @param version 5, 9, 10 (IPFIX) or psamp
     * @param sampling looks at one packet of so many, at a regular distance
     */
    static void softflowd(Path capture, int port, String version, int sampling) throws Exception {
        List<String> words = new ArrayList<>(List.of("softflowd", "-r", capture.toString(), "-v", version));
        // with psamp it tells no sampling rate: from an address of its own, as what it told before would hold
        String collector = version.equals("psamp") ? "[::1]:" : "127.0.0.1:";
        Collections.addAll(words, "-n", collector + port, "-s", Integer.toString(sampling), "-c", "none", "-d");
        run(words);
    }

    /**
     * pmacct's nfprobe.
     *
     * @param source the address it sends from: one that was sampled once does not say when it no longer is
     * @param version 5, 9 or 10 (IPFIX)
     * @param sampling looks at one packet of so many
     */
    static void nfprobe(Path capture, int port, String source, int version, int sampling) throws Exception {
        pmacct(
                capture,
                sampling,
                "plugins: nfprobe",
                "aggregate: src_host, dst_host, src_port, dst_port, proto, tos, tcpflags",
                "nfprobe_receiver: 127.0.0.1:" + port,
                "nfprobe_source_ip: " + source,
                "nfprobe_version: " + version,
                "nfprobe_maxflows: 400000");
    }

    /** pmacct's sfprobe. The samples of its last datagram, eleven at most, it keeps to itself. */
    static void sfprobe(Path capture, int port, int sampling) throws Exception {
        pmacct(
                capture,
                sampling,
                "plugins: sfprobe",
                "sfprobe_receiver: 127.0.0.1:" + port,
                "sfprobe_agentip: 192.0.2.200");
    }

    private static void pmacct(Path capture, int sampling, String... lines) throws Exception {
        List<String> all = new ArrayList<>(List.of(lines));
        Collections.addAll(all, "daemonize: false", "pcap_savefile: " + capture, "pcap_savefile_delay: 1");
        Collections.addAll(all, "plugin_buffer_size: 1048576", "plugin_pipe_size: 67108864");
        if (sampling > 1) {
            all.add("sampling_rate: " + sampling);
        }
        Path file = Files.write(Files.createTempFile("polder-pmacct", ".conf"), all);
        try {
            run(List.of("pmacctd", "-f", file.toString()));
        } finally {
            Files.delete(file);
        }
    }

    private static void run(List<String> words) throws Exception {
        Installation.Result result = Installation.command(Path.of("."), words.toArray(String[]::new));
        // pmacct's plugin may have ended, with everything told, before its core looks for it
        boolean pluginFirst = result.output().contains("no more plugins active. Shutting down.");
        if (result.code() != 0 && !pluginFirst) {
            throw new AssertionError(String.join(" ", words) + ": " + result.output());
        }
    }
}
