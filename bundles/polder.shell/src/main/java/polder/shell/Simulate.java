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
import polder.api.replay.Simulations;
import polder.api.replay.Simulations.Simulation;
import polder.wire.Address;

/** Makes an attack up, to see that it is found, kept as evidence and told of. */
@Service
@Command(
        scope = "polder",
        name = "simulate",
        description =
                "Makes an attack on one of our hosts up, to see that it is found and told of; not acted on unless --act")
public final class Simulate implements Action {
    @Option(name = "--json", description = "As JSON, with raw numbers")
    boolean json;

    @Option(name = "--act", description = "What is set up against attacks is really done, if the host's group says so")
    boolean act;

    @Argument(name = "address", description = "A host of ours", required = true)
    @Completion(Addresses.class)
    @SuppressWarnings("NullAway.Init")
    String address;

    @Argument(
            index = 1,
            name = "vector",
            description = "syn, ack, udp, icmp, fragment, dns, ntp, ssdp, memcached, cldap or chargen",
            required = true)
    @SuppressWarnings("NullAway.Init")
    String vector;

    @Argument(index = 2, name = "rate", description = "Packets a second, up to 1mpps: 50kpps", required = true)
    @SuppressWarnings("NullAway.Init")
    String rate;

    @Argument(index = 3, name = "time", description = "How long, up to 10m: 30s", required = true)
    @SuppressWarnings("NullAway.Init")
    String time;

    @Reference
    @SuppressWarnings("NullAway.Init")
    BundleContext context;

    @Reference
    @SuppressWarnings("NullAway.Init")
    Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        Address target = Address.parseOrNull(address);
        if (target == null) {
            throw WrongCall.of("address", address, "an IPv4 or IPv6 address");
        }
        Appliance appliance = new Appliance(context);
        Attack attack = AttackRows.on(target, appliance.find(Attacks.class)).orElse(null);
        if (attack != null) {
            throw new CommandException(target + " is " + (attack.isManual() ? "banned" : "under attack") + " already: "
                    + attack.id() + "; a simulation would become part of that");
        }
        Simulations simulations = appliance.simulations();
        try {
            Simulation started = simulations.start(target, vector, rate(), time(), act, By.whom(session, ""));
            Output.of(session, json).list(columns(), List.of(started));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
        return null;
    }

    private long rate() {
        try {
            return Quantity.rate(rate, "pps");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rate " + rate + " is not accepted; give packets a second: 50kpps", e);
        }
    }

    private Duration time() {
        try {
            return Quantity.duration(time);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("time " + time + " is not accepted; give a time such as 30s or 2m", e);
        }
    }

    static Columns<Simulation> columns() {
        return new Columns<Simulation>("No attack is simulated.")
                .text("target", "Target", Simulation::target)
                .text("vector", "Vector", Simulation::vector)
                .rate("packets_per_second", "Rate", "pps", Simulation::packetsPerSecond)
                .text("begin", "Begins", Simulation::begin)
                .text("end", "Ends", Simulation::end)
                .text("act", "Acted on", Simulation::act, one -> one.act() ? "as any other" : "no");
    }
}
