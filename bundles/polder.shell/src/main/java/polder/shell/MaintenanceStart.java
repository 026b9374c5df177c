// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Maintenance.Window;
import polder.api.config.Quantity;
import polder.wire.Prefix;

/** Starts a time of maintenance. */
@Service
@Command(
        scope = "polder",
        name = "maintenance-start",
        description = "Starts a time in which attacks are found and told, and nobody begins to act on them")
public final class MaintenanceStart implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Argument(
            name = "what",
            description = "[NETWORK|all] TIME [REASON]: of what (all if left out), how long (30m, 2h, 1d), and why",
            required = true,
            multiValued = true)
    @SuppressWarnings("NullAway.Init")
    List<String> words;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        boolean named = words.size() > 1 && MaintenanceRows.isNetwork(words.get(0)) && !isTime(words.get(0));
        Prefix network = named ? MaintenanceRows.network(words.get(0)) : null;
        List<String> rest = named ? words.subList(1, words.size()) : words;
        if (!isTime(rest.get(0))) {
            throw WrongCall.of("time", rest.get(0), "a time longer than 0, such as 30m, 2h or 1d");
        }
        String reason = String.join(" ", rest.subList(1, rest.size()));
        Window window = new Appliance(context)
                .maintenance()
                .start(network, Quantity.duration(rest.get(0)), By.whom(session, reason));
        Output.of(session, json).list(MaintenanceRows.columns(), List.of(window));
        return null;
    }

    private static boolean isTime(String text) {
        try {
            Duration time = Quantity.duration(text);
            return !time.isZero();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
