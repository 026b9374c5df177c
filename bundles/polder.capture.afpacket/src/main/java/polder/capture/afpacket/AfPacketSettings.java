// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.time.Duration;
import java.util.Map;
import polder.api.config.Settings;
import polder.wire.Layer;

/**
 * One cfg file, checked.
 *
 * @param instance its name, {@code mirror} of {@code etc/polder.capture.afpacket-mirror.cfg}
 * @param device the name of the interface
 * @param ring the size of each lane's ring
 * @param snaplen bytes of a frame that are kept
 * @param filter as tcpdump takes it, or empty
 * @param sampling how many packets each frame stands for
 * @param count which IP packet of a frame counts
 */
record AfPacketSettings(
        String instance,
        String device,
        String decoder,
        int lanes,
        Fanout fanout,
        boolean promiscuous,
        Direction direction,
        RingSize ring,
        int snaplen,
        String filter,
        Length length,
        int sampling,
        Layer count) {
    private static final long LARGEST_RING = 1 << 30;
    /** So that blocks are whole pages on every machine. */
    private static final int BLOCK_UNIT = 64 << 10;

    /** Which frames of the interface are taken. */
    enum Direction {
        /** Those received. */
        IN,
        /** Those sent too. */
        BOTH
    }

    /** What says how long a packet was. */
    enum Length {
        /** Its header, and no more than its frame has. */
        FRAME,
        /** Its header alone: the mirror cuts frames. */
        IP
    }

    /**
     * A ring.
     *
     * @param blockSize bytes of a block
     * @param timeout milliseconds after which the kernel hands over a block that is not full
     */
    record RingSize(int blockSize, int blockCount, int timeout) {
        long bytes() {
            return (long) blockSize * blockCount;
        }
    }

    static AfPacketSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        AfPacketSettings read = new AfPacketSettings(
                settings.instance(),
                device(settings),
                settings.decoder("packet", "packet"),
                settings.number("lanes", 1, 1, 64),
                settings.choice("fanout", Fanout.HASH),
                settings.flag("promiscuous", true),
                settings.choice("direction", Direction.IN),
                ring(settings),
                (int) settings.bytes("snaplen", "256", 64, 256 << 10),
                settings.text("filter", ""),
                settings.choice("length", Length.FRAME),
                settings.number("sampling", 1, 1, 1_000_000),
                settings.choice("count", Layer.OWN));
        String problem = KernelFilter.problemOf(read.filter);
        if (!problem.isEmpty()) {
            settings.fault("filter", "is not accepted: " + problem);
        }
        settings.refuseRest();
        return read;
    }

    private static String device(Settings settings) {
        String name = settings.text("interface");
        if (!name.matches("[^/\\s]{0,15}")) {
            settings.fault("interface", "is no name of an interface; give one such as eth1");
        }
        return name;
    }

    private static RingSize ring(Settings settings) {
        RingSize size = new RingSize(
                (int) settings.bytes("block.size", "1mb", BLOCK_UNIT, 64 << 20),
                settings.number("block.count", 64, 2, 16384),
                (int) settings.duration("block.timeout", "20ms", Duration.ofMillis(1), Duration.ofMillis(200))
                        .toMillis());
        if (size.blockSize % BLOCK_UNIT != 0) {
            settings.fault("block.size", "is not accepted; give a multiple of 64kb");
        }
        if (size.bytes() > LARGEST_RING) {
            settings.fault("block.count", "blocks of this size are more than 1gb; give fewer");
        }
        return size;
    }

    /** How long a frame may wait in a block that is not full, with a little time for the kernel's timer. */
    int longestWait() {
        return 2 * ring.timeout + 10;
    }
}
