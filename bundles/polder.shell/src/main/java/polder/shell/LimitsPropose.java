// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.traffic.ProposedLimit;

/** Proposes limits for the hosts of groups from what was learned. */
@Service
@Command(
        scope = "polder",
        name = "limits-propose",
        description = "Proposes limits for the hosts of groups from their usual traffic")
public final class LimitsPropose implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--margin", description = "How many times the usual traffic of the busiest host a limit is to be")
    String margin = "2";

    @Argument(name = "group", description = "The group; all when it is left out")
    @Completion(GroupNames.class)
    @Nullable
    String group;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Appliance appliance = new Appliance(context);
        if (group != null
                && appliance.traffic().groups().stream()
                        .noneMatch(one -> one.name().equals(group))) {
            throw WrongCall.of("group", group, "one of polder:group-list");
        }
        List<ProposedLimit> limits = appliance.baselines().propose(factor()).stream()
                .filter(limit -> group == null || limit.group().equals(group))
                .toList();
        Output output = Output.of(session, json);
        output.list(Proposed.columns(), limits);
        if (!json) {
            Proposed.lines(limits).forEach(output.out()::println);
            output.out().flush();
        }
        return null;
    }

    private double factor() throws CommandException {
        try {
            double factor = Double.parseDouble(margin);
            if (factor >= 1 && factor <= 1000) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw WrongCall.of("--margin", margin, "a number from 1 to 1000");
    }
}
