// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import polder.api.config.Settings;
import polder.wire.Layer;

/**
 * One cfg file, checked.
 *
 * @param instance its name, {@code edge} of {@code etc/polder.capture.afxdp-edge.cfg}
 * @param port the interface
 * @param queues its receive queues to read; all of them when empty
 * @param memory bytes for the frames of each queue
 * @param sampling how many packets on the wire a frame stands for
 * @param length what says how long a packet was
 * @param count which IP packet of a frame counts
 */
record AfXdpSettings(
        String instance,
        String port,
        String decoder,
        int lanes,
        List<Integer> queues,
        Mode mode,
        Copy copy,
        int memory,
        int sampling,
        Length length,
        Layer count,
        boolean promiscuous,
        Addresses addresses) {
    private static final int MOST_QUEUES = 1024;

    /** Where in the kernel the frames are taken. */
    enum Mode {
        /** Native where the driver can, else generic. */
        AUTO,
        /** In the network stack: with any driver. */
        GENERIC,
        /** In the driver. */
        NATIVE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How frames get into our memory. */
    enum Copy {
        /** By the card where the driver can, else copied. */
        AUTO,
        /** Copied by the kernel. */
        COPY,
        /** Written by the card. */
        ZERO;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What says how long a packet was. */
    enum Length {
        /** Its header, and no more than its frame has. */
        FRAME,
        /** Its header alone: the mirror cuts frames. */
        IP
    }

    /** What becomes of an interface that has an address. */
    enum Addresses {
        /** It is not opened, because this machine could no longer be reached over it. */
        REFUSED,
        /** It is opened. */
        IGNORED
    }

    static AfXdpSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        AfXdpSettings read = new AfXdpSettings(
                settings.instance(),
                settings.read(
                        "interface", settings.text("interface"), "a name as ip link shows it", "", AfXdpSettings::name),
                settings.decoder("packet", "packet"),
                settings.number("lanes", 1, 1, 64),
                settings.read("queues", "all", "all, or numbers such as 0, 2, 4-7", List.of(), AfXdpSettings::queues),
                settings.choice("mode", Mode.AUTO),
                settings.choice("copy", Copy.AUTO),
                (int) settings.bytes("memory", "32mb", 1 << 20, 1 << 30),
                settings.number("sampling", 1, 1, 1_000_000),
                settings.choice("length", Length.FRAME),
                settings.choice("count", Layer.OWN),
                settings.flag("promiscuous", true),
                settings.choice("addresses", Addresses.REFUSED));
        if (read.mode == Mode.GENERIC && read.copy == Copy.ZERO) {
            settings.fault("copy", "is for mode = native: in generic mode frames are copied");
        }
        if (!read.queues.isEmpty() && read.queues.size() < read.lanes) {
            settings.fault("lanes", "is more than there are queues: a lane needs one at least");
        }
        settings.refuseRest();
        return read;
    }

    private static String name(String text) {
        if (!text.matches("[^\\s/:]{0,15}") || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("no name");
        }
        return text;
    }

    private static List<Integer> queues(String text) {
        if (text.equalsIgnoreCase("all")) {
            return List.of();
        }
        return Arrays.stream(text.split("[\\s,]+"))
                .flatMap(part -> range(part).boxed())
                .distinct()
                .sorted()
                .toList();
    }

    private static IntStream range(String part) {
        String[] ends = part.split("-", 2);
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[ends.length - 1]);
        if (first < 0 || last < first || last >= MOST_QUEUES) {
            throw new IllegalArgumentException("out of bounds");
        }
        return IntStream.rangeClosed(first, last);
    }
}
