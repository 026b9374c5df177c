// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import polder.api.config.Quantity;
import polder.api.config.Settings;
import polder.wire.Layer;

/**
 * One cfg file, checked.
 *
 * @param instance its name, {@code lab} of {@code etc/polder.capture.pcap-lab.cfg}
 * @param origin where packets come from
 * @param decoder its name; {@link #FRAMES} gets whole frames, any other the data of UDP datagrams
 * @param time what time packets are given
 * @param ports UDP ports of exports; empty for all
 * @param count which IP packet of a frame counts
 * @param sampling how many packets each frame stands for
 * @param filter as tcpdump takes it, or empty
 * @param library the libpcap to use, or empty for the system's
 */
record PcapSettings(
        String instance,
        Origin origin,
        String decoder,
        Time time,
        Set<Integer> ports,
        Layer count,
        int sampling,
        String filter,
        String library) {
    /** The decoder that reads frames. */
    static final String FRAMES = "packet";

    private static final String FILE = "file";
    private static final String INTERFACE = "interface";
    private static final String STREAM = "stream";
    private static final List<String> ORIGINS = List.of(FILE, INTERFACE, STREAM);

    /** Keys that do not go with every origin, and those they go with. */
    private static final Map<String, Set<String>> ONLY = Map.of(
            "speed", Set.of(FILE),
            "repeat", Set.of(FILE),
            "time", Set.of(FILE, STREAM),
            "filter", Set.of(FILE, INTERFACE),
            "library", Set.of(FILE, INTERFACE),
            "snaplen", Set.of(INTERFACE),
            "buffer", Set.of(INTERFACE),
            "promiscuous", Set.of(INTERFACE),
            "reopen", Set.of(STREAM));

    private static final int LONGEST_FRAME = 262_144;

    /** What time packets are given. */
    enum Time {
        /** When they are replayed or arrive. */
        NOW,
        /** When they were recorded. */
        FILE
    }

    static PcapSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        List<String> origins = ORIGINS.stream()
                .filter(key -> !settings.text(key, "").isEmpty())
                .toList();
        if (origins.size() != 1) {
            settings.fault(
                    origins.isEmpty() ? FILE : origins.get(1),
                    origins.isEmpty()
                            ? "is missing; give one of file, interface and stream"
                            : "stands beside " + origins.get(0) + "; give only one of file, interface and stream");
        }
        String chosen = origins.isEmpty() ? FILE : origins.get(0);
        ONLY.keySet().stream().sorted().forEach(key -> refuseElsewhere(settings, key, chosen));
        PcapSettings read = new PcapSettings(
                settings.instance(),
                origin(settings, chosen),
                settings.decoder(FRAMES, "packet, netflow or sflow"),
                settings.choice("time", Time.NOW),
                settings.read("port", "", "UDP ports such as 2055, 4739", Set.of(), PcapSettings::ports),
                settings.choice("count", Layer.OWN),
                settings.number("sampling", 1, 1, 1_000_000),
                settings.text("filter", ""),
                settings.text("library", ""));
        read.check(settings, chosen);
        settings.refuseRest();
        return read;
    }

    private static void refuseElsewhere(Settings settings, String key, String origin) {
        Set<String> with = ONLY.getOrDefault(key, Set.of());
        if (!with.contains(origin) && !settings.text(key, "").isEmpty()) {
            String words = ORIGINS.stream().filter(with::contains).collect(Collectors.joining(" or "));
            settings.fault(key, "goes with " + words + " only, this has " + origin);
        }
    }

    private static Origin origin(Settings settings, String key) {
        if (key.equals(INTERFACE)) {
            return new Origin.Live(
                    settings.text(INTERFACE, ""),
                    settings.number("snaplen", 65_535, 64, LONGEST_FRAME),
                    (int) settings.bytes("buffer", "16mb", 1 << 16, 1 << 30),
                    settings.flag("promiscuous", true));
        }
        if (key.equals(STREAM)) {
            Duration reopen = settings.read(
                    "reopen", "1s", "a time from 100ms to 1h, or off", Duration.ZERO, PcapSettings::reopen);
            String accepted = "fifo:PATH, exec:COMMAND, tcp://HOST:PORT or listen://ADDRESS:PORT";
            Origin none = new Origin.Replay("", 1, 1);
            return settings.read(STREAM, "", accepted, none, address -> Origin.Stream.of(address, reopen));
        }
        return new Origin.Replay(
                settings.text(FILE, ""),
                settings.read("speed", "1", "a factor from 0.001 to 1000, or max", 1.0, PcapSettings::factor),
                settings.read("repeat", "1", "a whole number from 1 on, or forever", 1L, PcapSettings::times));
    }

    private void check(Settings settings, String chosen) {
        String problem = FilterCheck.problemOf(filter, library, chosen.equals(INTERFACE));
        if (!problem.isEmpty()) {
            settings.fault("filter", "is not accepted: " + problem);
        }
        if (!payload() && !ports.isEmpty()) {
            settings.fault("port", "is for flow exports only; with decoder = packet give a filter");
        }
        if (payload() && sampling != 1) {
            settings.fault("sampling", "is for decoder = packet only; flow exports say their own");
        }
    }

    /** Whether the decoder gets the data of UDP datagrams. */
    boolean payload() {
        return !decoder.equals(FRAMES);
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

    private static Duration reopen(String text) {
        if (text.toLowerCase(Locale.ROOT).equals("off")) {
            return Duration.ZERO;
        }
        Duration value = Quantity.duration(text);
        if (value.toMillis() < 100 || value.toHours() > 1) {
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
