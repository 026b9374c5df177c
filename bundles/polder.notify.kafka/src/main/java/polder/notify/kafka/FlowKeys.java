// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import polder.api.config.Settings;
import polder.api.flow.FlowTap;
import polder.api.traffic.HostGroup;
import polder.wire.Prefix;

/**
 * What {@code etc/polder.notify.kafka.flows-NAME.cfg} says, checked.
 *
 * @param format how a flow is written
 * @param perMessage so many flows are one message
 * @param delimited whether the length of each flow comes before it
 * @param details whether interfaces, autonomous systems, MAC addresses and so on are written too
 * @param sample one flow of so many is taken
 * @param networks flows from or to these are taken; of these and {@code groups}, when either is given
 * @param rows of the ring of each lane
 * @param client what Kafka's client is told besides
 */
record FlowKeys(
        String instance,
        Link link,
        String topic,
        Format format,
        int perMessage,
        boolean delimited,
        boolean details,
        int sample,
        List<Prefix> networks,
        Set<String> groups,
        int rows,
        Map<String, Object> client) {
    /** How a flow is written. */
    enum Format {
        PROTOBUF,
        JSON
    }

    private static final int KB = 1024;
    private static final int MB = KB * KB;

    static FlowKeys read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text(FlowTap.PASSING, "");
        boolean details = settings.flag("details", false);
        FlowKeys keys = new FlowKeys(
                settings.instance(),
                Link.read(settings),
                Link.topic(settings, "polder-flows"),
                settings.choice("format", Format.PROTOBUF),
                settings.number("flows.per.message", 1, 1, 1000),
                settings.flag("delimited", true),
                details,
                sample(settings),
                settings.prefixes("networks"),
                groups(settings),
                LaneRing.rows(settings.bytes("memory", "8mb", MB, 1024L * MB), details),
                client(settings));
        if (keys.perMessage > 1 && keys.format == Format.PROTOBUF && !keys.delimited) {
            settings.fault("flows.per.message", "is not accepted; without delimited, a message holds one flow");
        }
        settings.refuseRest();
        return keys;
    }

    private static int sample(Settings settings) {
        return settings.read("sample", "1/1", "one of so many flows, such as 1/100, up to 1/1000000", 1, text -> {
            if (!text.matches("1/[0-9]{1,7}")) {
                throw new IllegalArgumentException("no share");
            }
            int one = Integer.parseInt(text.substring(2));
            if (one < 1 || one > 1_000_000) {
                throw new IllegalArgumentException("out of bounds");
            }
            return one;
        });
    }

    private static Set<String> groups(Settings settings) {
        Set<String> groups = Set.copyOf(settings.list("groups"));
        if (groups.contains(HostGroup.DEFAULT)) {
            settings.fault("groups", "is not accepted; default has no networks: give them by networks");
        }
        return groups;
    }

    private static Map<String, Object> client(Settings settings) {
        Duration linger = settings.duration("linger", "100ms", Duration.ZERO, Duration.ofSeconds(10));
        String acks = word(settings, "acks", "1", "0, 1, all");
        return Map.of(
                ProducerConfig.ACKS_CONFIG,
                acks,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                acks.equals("all"),
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                word(settings, "compression", "lz4", "none, gzip, lz4, zstd"),
                ProducerConfig.LINGER_MS_CONFIG,
                linger.toMillis(),
                ProducerConfig.BATCH_SIZE_CONFIG,
                (int) settings.bytes("batch", "256kb", KB, MB),
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                settings.bytes("buffer", "32mb", MB, 1024L * MB));
    }

    private static String word(Settings settings, String key, String fallback, String accepted) {
        return settings.read(key, fallback, "one of " + accepted, fallback, text -> {
            String word = text.toLowerCase(Locale.ROOT);
            if (!List.of(accepted.split(", ")).contains(word)) {
                throw new IllegalArgumentException("no such word");
            }
            return word;
        });
    }

    String name() {
        return "polder.notify.kafka.flows-" + instance;
    }
}
