// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import polder.api.flow.FilterRule;

/** What filters go by, as lists show it. */
final class Filters {
    static final String WHITELIST = "polder.filter.whitelist";
    static final String LUA = "polder.filter.lua";

    private Filters() {}

    static Columns<FilterRule> whitelist() {
        return new Columns<FilterRule>("No traffic is whitelisted.")
                .text("list", "List", Filters::instance)
                .text("rule", "Rule", FilterRule::name)
                .wrapped("says", "Says", FilterRule::says)
                .number("flows", "Flows", FilterRule::flows)
                .number("packets", "Packets", FilterRule::packets)
                .number("bytes", "Bytes", FilterRule::bytes)
                .text("file", "File", FilterRule::file)
                .wrapped("problem", "Problem", FilterRule::problem)
                .less("file");
    }

    static Columns<FilterRule> lua() {
        return new Columns<FilterRule>("No script is configured.")
                .text("filter", "Filter", Filters::instance)
                .text("function", "Function", FilterRule::name)
                .text("script", "Script", FilterRule::says)
                .number("asked", "Asked", FilterRule::asked)
                .number("flows", "Left out", FilterRule::flows)
                .number("packets", "Packets", FilterRule::packets)
                .number("bytes", "Bytes", FilterRule::bytes)
                .right("nanos", "Each", FilterRule::nanos, Filters::each)
                .number("faults", "Faults", FilterRule::faults)
                .text("file", "File", FilterRule::file)
                .wrapped("problem", "Problem", FilterRule::problem)
                .less("file", "packets", "bytes");
    }

    /** The name within {@code etc/<bundle>-<name>.cfg}. */
    private static String instance(FilterRule rule) {
        String file = rule.file().substring(rule.file().lastIndexOf('/') + 1);
        String name = file.startsWith(rule.filter() + "-")
                ? file.substring(rule.filter().length() + 1)
                : file;
        return name.endsWith(".cfg") ? name.substring(0, name.length() - 4) : name;
    }

    private static String each(FilterRule rule) {
        return rule.asked() == 0 ? "-" : rule.nanos() / rule.asked() + " ns";
    }
}
