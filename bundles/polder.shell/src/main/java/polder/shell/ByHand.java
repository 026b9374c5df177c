// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import polder.api.config.Quantity;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Traffic;
import polder.wire.Prefix;

/** What an operator announces by hand. */
final class ByHand {
    private ByHand() {}

    static Announcement blackhole(Appliance appliance, String text) throws CommandException {
        try {
            Prefix prefix = Prefix.parse(text);
            return new Blackhole(prefix, group(appliance, prefix));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    static Announcement rule(Appliance appliance, String text) throws CommandException {
        try {
            FlowSpec unknown = FlowSpec.parse(text, HostGroup.DEFAULT);
            FlowRule rule = unknown.rule();
            return new FlowSpec(rule, unknown.action(), group(appliance, rule.destination()));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private static String group(Appliance appliance, Prefix target) {
        return appliance
                .find(Traffic.class)
                .map(traffic -> traffic.groupOf(target.base()).name())
                .orElse(HostGroup.DEFAULT);
    }

    static Mitigation announce(Appliance appliance, Announcement what, String time, String who, String why)
            throws org.apache.karaf.shell.support.CommandException {
        try {
            return appliance.mitigations().announce(what, time(time), who, why);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private static Duration time(String text) throws org.apache.karaf.shell.support.CommandException {
        try {
            return Quantity.duration(text);
        } catch (IllegalArgumentException e) {
            throw WrongCall.of("--time", text, "a time such as 90s, 30m, 2h or 1d, or 0 for until it is withdrawn");
        }
    }
}
