// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import polder.wire.Prefix;

/** Flow routes of JunOS, as {@code set} lines. */
final class JuniperText {
    private static final int BITS = 8;

    private final StringBuilder out = new StringBuilder();
    private String begin = "";

    private JuniperText() {}

    static String of(List<FlowSpec> rules) {
        JuniperText text = new JuniperText();
        int number = 0;
        for (FlowSpec rule : rules) {
            text.route("polder-" + ++number, rule);
        }
        return text.out.toString();
    }

    private void route(String name, FlowSpec spec) {
        FlowRule rule = spec.rule();
        String table = rule.destination().base().isV4() ? "" : "rib inet6.0 ";
        begin = "set routing-options " + table + "flow route " + name + " ";
        line("match destination " + FlowWords.prefix(rule.destination()));
        Prefix source = rule.source();
        if (source != null) {
            line("match source " + FlowWords.prefix(source));
        }
        match("protocol", rule.protocols(), IpProtocols::name);
        match("source-port", rule.sourcePorts(), Object::toString);
        match("destination-port", rule.targetPorts(), Object::toString);
        match("packet-length", rule.lengths(), Object::toString);
        match("tcp-flags", rule.tcpFlags(), FlowWords::word);
        match("fragment", rule.fragments(), FlowWords::word);
        line("then " + then(spec.action()));
    }

    private void line(String text) {
        out.append(begin).append(text).append('\n');
    }

    private <T> void match(String key, Collection<T> values, Function<T, String> name) {
        if (values.size() == 1) {
            line("match " + key + ' ' + name.apply(values.iterator().next()));
        } else if (!values.isEmpty()) {
            line(values.stream().map(name).collect(Collectors.joining(" ", "match " + key + " [ ", " ]")));
        }
    }

    /** JunOS limits bits a second. */
    private static String then(FlowAction action) {
        if (action instanceof FlowAction.RateLimit limit) {
            return "rate-limit " + Math.multiplyExact(limit.bytesPerSecond(), BITS);
        }
        if (action instanceof FlowAction.Redirect redirect) {
            return "routing-instance target:" + redirect.administrator() + ':' + redirect.number();
        }
        return action.toString();
    }
}
