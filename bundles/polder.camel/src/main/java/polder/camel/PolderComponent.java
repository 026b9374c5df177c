// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attacks;

/** The component {@code polder:}. What consumes is a plural noun, what produces a verb. */
final class PolderComponent extends DefaultComponent {
    private final Mailboxes mailboxes;
    private final Supplier<@Nullable Attacks> attacks;

    PolderComponent(Mailboxes mailboxes, Supplier<@Nullable Attacks> attacks) {
        this.mailboxes = mailboxes;
        this.attacks = attacks;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) {
        return switch (name) {
            case "attacks" -> attacks(uri, options);
            case "ban" -> {
                String time = take(options, "time");
                String reason = take(options, "reason");
                refuseRest(name, options, "time, reason");
                yield new BanEndpoint(uri, this, time, reason, attacks);
            }
            case "release" -> {
                String reason = take(options, "reason");
                refuseRest(name, options, "reason");
                yield new ReleaseEndpoint(uri, this, reason == null ? "released by a route" : reason, attacks);
            }
            case "mitigations" -> mitigations(uri, options);
            case "mitigation" -> mitigation(uri, options);
            case "windows" -> {
                Endpoint windows = WindowsEndpoint.windows(uri, this, options);
                refuseRest(name, options, String.join(", ", WindowOptions.NAMES));
                yield windows;
            }
            case "status" -> {
                Endpoint status = WindowsEndpoint.status(uri, this, options);
                refuseRest(name, options, "period");
                yield status;
            }
            default -> throw new IllegalArgumentException("there is no polder:" + name
                    + "; there are polder:attacks, polder:mitigations, polder:windows and polder:status (from), polder:ban,"
                    + " polder:release and polder:mitigation (to)");
        };
    }

    private Endpoint mitigations(String uri, Map<String, Object> options) {
        Map<String, String> given = take(options, MitigationFilter.OPTIONS);
        refuseRest("mitigations", options, String.join(", ", MitigationFilter.OPTIONS));
        return new MitigationsEndpoint(uri, this, MitigationFilter.parse(given));
    }

    private Endpoint mitigation(String uri, Map<String, Object> options) {
        String action = take(options, "action");
        String time = take(options, "time");
        String reason = take(options, "reason");
        refuseRest("mitigation", options, "action, time, reason");
        return new MitigationEndpoint(uri, this, action, time, reason);
    }

    private Endpoint attacks(String uri, Map<String, Object> options) {
        Map<String, String> given = take(options, AttackFilter.OPTIONS);
        String rate = take(options, "rate");
        refuseRest("attacks", options, String.join(", ", AttackFilter.OPTIONS) + ", rate");
        Pace.of(rate);
        return new AttacksEndpoint(uri, this, AttackFilter.parse(given), rate, mailboxes);
    }

    private Map<String, String> take(Map<String, Object> options, Iterable<String> keys) {
        Map<String, String> given = new HashMap<>();
        for (String key : keys) {
            String value = take(options, key);
            if (value != null) {
                given.put(key, value);
            }
        }
        return given;
    }

    private @Nullable String take(Map<String, Object> options, String key) {
        return getAndRemoveParameter(options, key, String.class);
    }

    private static void refuseRest(String name, Map<String, Object> options, String known) {
        if (!options.isEmpty()) {
            throw new IllegalArgumentException(
                    "polder:" + name + " has no option " + String.join(", ", options.keySet()) + "; it has " + known);
        }
    }
}
