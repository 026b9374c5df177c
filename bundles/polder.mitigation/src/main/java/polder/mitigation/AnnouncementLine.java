// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowSpec;
import polder.wire.Prefix;

/** An announcement as two fields of a line on disk: its group, and either its target or its rule and action in words. */
final class AnnouncementLine {
    private static final String TARGET = "blackhole";
    private static final String RULE = "flowspec";
    private static final String GROUP = "group";

    private AnnouncementLine() {}

    static void put(Fields fields, Announcement what) {
        fields.put(GROUP, what.group());
        if (what instanceof FlowSpec flowSpec) {
            fields.put(RULE, flowSpec.rule() + " " + flowSpec.action());
        } else {
            fields.put(TARGET, what.target());
        }
    }

    /** @throws IllegalArgumentException when the fields are no announcement */
    static Announcement get(Fields fields) {
        String rule = fields.find(RULE);
        String group = fields.get(GROUP);
        return rule == null ? new Blackhole(Prefix.parse(fields.get(TARGET)), group) : FlowSpec.parse(rule, group);
    }
}
