// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Map;
import java.util.function.Function;
import polder.api.config.Settings;

/** What one {@code etc/polder.evidence.vector-NAME.cfg} says: a row of the user's own. */
final class VectorSettings {
    private VectorSettings() {}

    /** @throws polder.api.config.SettingsException when the cfg is wrong */
    static VectorRule of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        String name = settings.instance();
        try {
            VectorFields.name(name);
        } catch (IllegalArgumentException e) {
            settings.fault("NAME", "in the file's name: " + e.getMessage());
        }
        int protocol = settings.read(
                "protocol", "any", VectorFields.PROTOCOL, VectorRule.ANY_PROTOCOL, VectorFields::protocol);
        boolean icmp = protocol == VectorSample.ICMP || protocol == VectorSample.ICMPV6;
        Function<String, Ranges> ports = text -> Ranges.parse(text, VectorFields.MOST_PORT);
        VectorRule rule = new VectorRule(
                new Vector(name, settings.text("title", name)),
                protocol,
                icmp
                        ? read(settings, "icmp.types", VectorFields.TYPES, Ranges.ANY, ports)
                        : read(settings, "source.ports", VectorFields.PORTS, Ranges.ANY, ports),
                read(settings, "target.ports", VectorFields.PORTS, Ranges.ANY, ports),
                read(settings, "tcp.flags", VectorFields.FLAGS, Flags.ANY, Flags::parse),
                read(settings, "fragment", VectorFields.FRAGMENT, Fragments.ANY, VectorFields::fragments),
                read(
                        settings,
                        "length",
                        VectorFields.LENGTH,
                        Ranges.ANY,
                        text -> Ranges.parse(text, VectorFields.MOST_LENGTH)),
                read(settings, "content", VectorFields.CONTENT, Demand.NOTHING, Demand::parse));
        String contradiction = VectorFields.contradiction(rule);
        if (!contradiction.isEmpty()) {
            settings.fault("protocol", "does not go with the rest: " + contradiction);
        }
        settings.refuseRest();
        return rule;
    }

    private static <T> T read(Settings settings, String key, String accepted, T any, Function<String, T> reader) {
        return settings.read(key, "", accepted, any, text -> text.isEmpty() ? any : reader.apply(text));
    }
}
