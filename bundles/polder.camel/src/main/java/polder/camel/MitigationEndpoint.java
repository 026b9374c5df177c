// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigations;
import polder.wire.Prefix;

/**
 * {@code to: polder:mitigation}: decides on the mitigation named by the header {@code PolderId}, or announces what
 * {@code PolderTarget} or {@code PolderRule} says; what is to be done the option {@code action} says, or the header {@code PolderDo}, or
 * the text of the body ({@code withdraw 0b7f...}). The headers then are those of the mitigation.
 */
final class MitigationEndpoint extends DefaultEndpoint {
    static final String DO = "PolderDo";

    private final @Nullable String action;
    private final Duration time;
    private final String reason;

    MitigationEndpoint(
            String uri, Component component, @Nullable String action, @Nullable String time, @Nullable String reason) {
        super(uri, component);
        this.action = action;
        this.time = time == null ? Duration.ZERO : Quantity.duration(time);
        this.reason = reason == null ? "" : reason;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                MitigationRoutes routes = MitigationsEndpoint.routes(exchange.getContext());
                String route = exchange.getFromRouteId();
                String who = route == null ? "a route" : "route " + route;
                Mitigation done = decide(routes.mitigations(), exchange.getMessage(), who);
                MitigationFields.set(exchange.getMessage(), done, done.state().isWanted());
            }
        };
    }

    private Mitigation decide(Mitigations mitigations, Message message, String who) {
        String what = action == null ? message.getHeader(DO, String.class) : action;
        String id = message.getHeader(AttackHeaders.ID, String.class);
        String target = message.getHeader(AttackHeaders.TARGET, String.class);
        String rule = message.getHeader(MitigationFields.RULE, String.class);
        if (what == null) {
            String[] words = message.getBody(String.class).strip().split("\\s+", 2);
            what = words[0];
            id = words.length > 1 ? words[1] : "";
            boolean flow = id.startsWith("flowspec ");
            rule = flow ? id.substring("flowspec ".length()) : "";
            target = flow ? "" : id.replaceFirst("^blackhole ", "");
        }
        return switch (what.toLowerCase(Locale.ROOT)) {
            case "announce" -> mitigations.announce(announcement(message, target, rule), time, who, reason);
            case "approve" -> mitigations.approve(id(id), who);
            case "reject" -> mitigations.reject(id(id), who, reason);
            case "withdraw" -> mitigations.withdraw(id(id), who, reason);
            case "confirm" -> took(mitigations, id(id), who, "");
            case "fail" -> took(mitigations, id(id), who, reason.isEmpty() ? "the route says so" : reason);
            default -> throw new IllegalArgumentException("polder:mitigation cannot " + what
                    + "; it can announce, approve, reject, withdraw, confirm and fail (option action, header PolderDo, or the"
                    + " first word of the body)");
        };
    }

    private static Mitigation took(Mitigations mitigations, UUID id, String who, String failure) {
        mitigations.took(id, who, failure);
        return mitigations.find(id).orElseThrow();
    }

    private static UUID id(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("polder:mitigation needs the header PolderId, the id of a mitigation");
        }
        return UUID.fromString(text.strip());
    }

    private static Announcement announcement(Message message, @Nullable String target, @Nullable String rule) {
        String group = message.getHeader("PolderGroup", "default", String.class);
        if (rule != null && !rule.isBlank()) {
            String does = message.getHeader("PolderFlowAction", "", String.class);
            return FlowSpec.parse((rule.strip() + " " + does).strip(), group);
        }
        if (target == null || target.isBlank()) {
            throw new IllegalArgumentException(
                    "polder:mitigation needs the header PolderTarget, a prefix, or PolderRule, a FlowSpec rule");
        }
        return new Blackhole(Prefix.parse(target.strip()), group);
    }

    @Override
    public Consumer createConsumer(Processor route) {
        throw new UnsupportedOperationException(
                "polder:mitigation can be written to only (to); read polder:mitigations");
    }
}
