// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.Step;

/** A mitigation as headers, and as JSON, whose keys are never renamed. */
final class MitigationFields {
    static final String STATE = "PolderState";
    static final String RULE = "PolderRule";
    static final String WANTED = "PolderWanted";

    private MitigationFields() {}

    /** @param wanted whether the route is to be there, whoever wants it */
    static void set(Message message, Mitigation one, boolean wanted) {
        message.setHeader(AttackHeaders.ID, one.id().toString());
        message.setHeader(STATE, one.state().name());
        message.setHeader(WANTED, wanted);
        message.setHeader("PolderKind", kind(one));
        message.setHeader(AttackHeaders.TARGET, one.what().target().toString());
        message.setHeader(RULE, rule(one));
        message.setHeader("PolderFlowAction", action(one));
        message.setHeader("PolderGroup", one.what().group());
        message.setHeader("PolderAttack", text(one.attack()));
        message.setHeader("PolderPolicy", one.policy());
        message.setHeader("PolderStep", one.rung());
        message.setHeader("PolderReason", one.words());
    }

    static String kind(Mitigation one) {
        return one.what() instanceof FlowSpec ? "flowspec" : "blackhole";
    }

    private static String rule(Mitigation one) {
        return one.what() instanceof FlowSpec flowSpec ? flowSpec.rule().toString() : "";
    }

    private static String action(Mitigation one) {
        return one.what() instanceof FlowSpec flowSpec ? flowSpec.action().toString() : "";
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    static Map<String, @Nullable Object> of(Mitigation one) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", one.id());
        fields.put("state", lower(one.state()));
        fields.put("kind", kind(one));
        fields.put("target", one.what().target());
        fields.put("family", one.what().target().base().isV4() ? "ipv4" : "ipv6");
        fields.put("prefix_length", one.what().target().length());
        fields.put("rule", rule(one));
        fields.put("action", action(one));
        fields.put("group", one.what().group());
        fields.put("attack", one.attack());
        fields.put("policy", one.policy());
        fields.put("step", one.rung());
        fields.put("since", one.since());
        fields.put("announced", one.announced());
        fields.put("expires", one.expires());
        fields.put("ended", one.ended());
        fields.put("coverage", known(one.coverage()));
        fields.put("collateral", known(one.collateral()));
        fields.put("words", one.words());
        fields.put("steps", one.steps().stream().map(MitigationFields::of).toList());
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        fields.forEach((key, value) -> putText(all, key, value));
        return all;
    }

    private static void putText(Map<String, @Nullable Object> all, String key, @Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof List<?>) {
            all.put(key, value);
        } else {
            all.put(key, value.toString());
        }
    }

    private static Map<String, Object> of(Step step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", step.at().toString());
        fields.put("state", lower(step.state()));
        fields.put("who", step.who());
        fields.put("words", step.words());
        return fields;
    }

    private static String lower(Mitigation.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Double known(double part) {
        return Double.isNaN(part) ? null : Double.valueOf(part);
    }
}
