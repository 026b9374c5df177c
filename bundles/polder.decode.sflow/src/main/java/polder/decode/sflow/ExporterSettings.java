// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.util.List;
import java.util.Map;
import polder.api.config.Settings;
import polder.wire.Prefix;

/**
 * What one {@code etc/polder.decode.sflow.exporter-NAME.cfg} says.
 *
 * @param file its name
 * @param addresses the exporters it is of
 * @param sampling one packet of so many was looked at
 */
record ExporterSettings(String file, List<Prefix> addresses, int sampling) {
    private static final int MOST = 100_000_000;

    static ExporterSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        List<Prefix> addresses = settings.prefixes("addresses");
        if (addresses.isEmpty()) {
            settings.fault("addresses", "is missing; give the exporters' addresses or prefixes, such as 192.0.2.1");
        }
        if (settings.text("sampling", "").isEmpty()) {
            settings.fault("sampling", "is missing; give a whole number such as 1000 for one packet of 1000");
        }
        ExporterSettings read =
                new ExporterSettings(settings.file(), addresses, settings.number("sampling", 1, 1, MOST));
        settings.refuseRest();
        return read;
    }
}
