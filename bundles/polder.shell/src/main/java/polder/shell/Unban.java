// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import polder.api.attack.Attack;
import polder.api.attack.Attacks;
import polder.wire.Prefix;

/** Ends the ban of a host, and any attack on it. */
@Service
@Command(scope = "polder", name = "unban", description = "Ends the ban of a host, and any attack on it")
public final class Unban implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--reason", description = "Why")
    String reason = "";

    @Argument(name = "address", description = "IPv4 or IPv6 address", required = true)
    @Completion(AttackNames.class)
    @SuppressWarnings("NullAway.Init")
    String address;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Prefix host = Prefix.host(Hosts.address(address));
        Attacks attacks = new Appliance(context).attacks();
        List<Attack> released = new ArrayList<>();
        for (Attack attack : attacks.active()) {
            if (attack.target().equals(host)) {
                released.add(By.release(attacks, attack, By.whom(session, reason)));
            }
        }
        if (released.isEmpty()) {
            throw new CommandException(host + " is neither banned nor under attack");
        }
        Output.of(session, json).list(AttackRows.columns(""), released);
        return null;
    }
}
