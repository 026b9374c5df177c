// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
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
import polder.api.config.Quantity;
import polder.wire.Address;

/** Bans a host by hand. */
@Service
@Command(scope = "polder", name = "ban", description = "Bans a host by hand")
public final class Ban implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--time", description = "How long, such as 90s, 30m, 2h or 1d; 0 until it is released")
    String time = "0";

    @Option(name = "--reason", description = "Why")
    String reason = "";

    @Argument(name = "address", description = "IPv4 or IPv6 address", required = true)
    @Completion(Addresses.class)
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
        Address host = Hosts.address(address);
        Attacks attacks = new Appliance(context).attacks();
        try {
            Attack ban = attacks.ban(host, duration(), By.whom(session, reason));
            Output.of(session, json).list(AttackRows.columns(""), List.of(ban));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
        return null;
    }

    private Duration duration() throws org.apache.karaf.shell.support.CommandException {
        try {
            return Quantity.duration(time);
        } catch (IllegalArgumentException e) {
            throw WrongCall.of("--time", time, "a time such as 90s, 30m, 2h or 1d, or 0 for until it is released");
        }
    }
}
