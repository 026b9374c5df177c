// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.List;
import polder.wire.Prefix;

/**
 * A rule of the list. An empty list of prefixes or groups asks for nothing.
 *
 * @param name its key in the cfg
 * @param text what the cfg says
 * @param source where a flow has to come from
 * @param target where it has to go
 * @param remote where it has to come from or go
 * @param exporter who has to tell of it
 * @param groups host groups that one of its ends has to belong to
 * @param conditions all of them have to hold
 */
record Rule(
        String name,
        String text,
        List<Prefix> source,
        List<Prefix> target,
        List<Prefix> remote,
        List<Prefix> exporter,
        List<String> groups,
        List<Condition> conditions) {
    /** A list of prefixes whose traffic is left out, whichever way it goes. */
    static Rule remote(String name, String text, List<Prefix> prefixes, List<String> groups) {
        return new Rule(name, text, List.of(), List.of(), prefixes, List.of(), groups, List.of());
    }

    boolean needsDetails() {
        return conditions.stream().anyMatch(Condition::needsDetails);
    }
}
