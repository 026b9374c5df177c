// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import polder.api.config.Settings;
import polder.wire.Prefix;

/**
 * What a cfg says of exporters: {@code etc/polder.decode.netflow.cfg} of all, {@code etc/polder.decode.netflow.exporter-NAME.cfg} of
 * some.
 *
 * @param file where that is said
 * @param addresses of which exporters; empty in the settings of all
 * @param sampling the rate whatever the exporter says; 0 to believe it
 * @param samplingDefault the rate when the exporter says nothing
 * @param activeTimeout no flow is taken to have lasted longer
 * @param direction of which direction records are left out, see {@link Direction}
 * @param noWayIsDropped whether a flow without next hop and output interface was dropped: Juniper's routers tell it that way
 */
record ExporterSettings(
        String file,
        List<Prefix> addresses,
        int sampling,
        int samplingDefault,
        Duration activeTimeout,
        Direction direction,
        boolean noWayIsDropped) {
    private static final int MOST = 16_000_000;

    /** Which records of an exporter count that tells of each flow where it comes in and where it goes out (field 61). */
    enum Direction {
        /** All. */
        ALL(-1),
        /** Those seen where they came in. */
        INGRESS(1),
        /** Those seen where they went out. */
        EGRESS(0);

        /** The value of field 61 to be left out. */
        final int leftOut;

        Direction(int leftOut) {
            this.leftOut = leftOut;
        }
    }

    /** What is so when nothing is said. */
    static final ExporterSettings NOTHING_SAID =
            new ExporterSettings("", List.of(), 0, 1, Duration.ofMinutes(30), Direction.ALL, false);

    /** What the cfg of all exporters says. */
    static ExporterSettings ofAll(Settings settings) {
        return of(settings, List.of(), NOTHING_SAID);
    }

    /** What a cfg of some exporters says; what it leaves open is as it is for all. */
    static ExporterSettings ofSome(Map<String, ?> properties, ExporterSettings all) {
        Settings settings = new Settings(properties);
        List<Prefix> addresses = settings.prefixes("addresses");
        if (addresses.isEmpty()) {
            settings.fault("addresses", "names no exporter; give addresses or prefixes");
        }
        ExporterSettings some = of(settings, addresses, all);
        settings.refuseRest();
        return some;
    }

    private static ExporterSettings of(Settings settings, List<Prefix> addresses, ExporterSettings rest) {
        String timeout = rest.activeTimeout.toSeconds() + "s";
        return new ExporterSettings(
                settings.file(),
                addresses,
                settings.number("sampling", rest.sampling, 0, MOST),
                settings.number("sampling.default", rest.samplingDefault, 1, MOST),
                settings.duration("active.timeout", timeout, Duration.ofSeconds(1), Duration.ofHours(24)),
                settings.choice("direction", rest.direction),
                settings.flag("no.way.is.dropped", rest.noWayIsDropped));
    }
}
