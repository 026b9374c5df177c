// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import polder.api.config.Settings;
import polder.wire.Layer;

/**
 * One cfg file, checked.
 *
 * @param instance its name, {@code lab} of {@code etc/polder.capture.pcap-lab.cfg}
 * @param file a path; its last part may be a glob
 * @param decoder its name; {@link #FRAMES} gets whole frames, any other the data of UDP datagrams
 * @param speed 1 as recorded, infinite as fast as possible
 * @param time what time packets are given
 * @param repeat how often everything is replayed
 * @param filter as tcpdump takes it, or empty
 * @param ports UDP ports of exports; empty for all
 * @param count which IP packet of a frame counts
 */
record PcapSettings(
        String instance,
        String file,
        String decoder,
        double speed,
        Time time,
        long repeat,
        String filter,
        Set<Integer> ports,
        Layer count) {
    /** The decoder that reads frames. */
    static final String FRAMES = "packet";

    /** What time packets are given. */
    enum Time {
        /** When they are replayed. */
        NOW,
        /** When they were recorded. */
        FILE
    }

    static PcapSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        PcapSettings read = new PcapSettings(
                settings.instance(),
                settings.text("file"),
                settings.read(
                        "decoder", FRAMES, "a decoder's name such as packet, netflow or sflow", "", PcapSettings::word),
                settings.read("speed", "1", "a factor from 0.001 to 1000, or max", 1.0, PcapSettings::factor),
                settings.choice("time", Time.NOW),
                settings.read("repeat", "1", "a whole number from 1 on, or forever", 1L, PcapSettings::times),
                settings.read("filter", "", "an expression as tcpdump takes it", "", text -> text),
                settings.read("port", "", "UDP ports such as 2055, 4739", Set.of(), PcapSettings::ports),
                settings.choice("count", Layer.OWN));
        String problem = FilterCheck.problemOf(read.filter);
        if (!problem.isEmpty()) {
            settings.fault("filter", "is not accepted: " + problem);
        }
        if (!read.payload() && !read.ports.isEmpty()) {
            settings.fault("port", "is for flow exports only; with decoder = packet give a filter");
        }
        settings.refuseRest();
        return read;
    }

    /** Whether the decoder gets the data of UDP datagrams. */
    boolean payload() {
        return !decoder.equals(FRAMES);
    }

    private static String word(String text) {
        if (!text.matches("[a-z0-9.]+")) {
            throw new IllegalArgumentException("no name");
        }
        return text;
    }

    private static double factor(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        double value = Double.parseDouble(text);
        if (!(value >= 0.001 && value <= 1000)) {
            throw new IllegalArgumentException("out of bounds");
        }
        return value;
    }

    private static long times(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("forever")) {
            return Long.MAX_VALUE;
        }
        long value = Long.parseLong(text);
        if (value < 1) {
            throw new IllegalArgumentException("out of bounds");
        }
        return value;
    }

    private static Set<Integer> ports(String text) {
        if (text.isEmpty()) {
            return Set.of();
        }
        Set<Integer> ports =
                Arrays.stream(text.split("[\\s,]+")).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet());
        if (ports.stream().anyMatch(port -> port < 1 || port > 65535)) {
            throw new IllegalArgumentException("out of bounds");
        }
        return ports;
    }
}
