// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.Veto;
import polder.api.capture.Capture;
import polder.api.replay.Simulations;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Mode;
import polder.api.traffic.Traffic;
import polder.wire.Address;

/**
 * Makes one attack at a time up: a capture that is there for as long as it lasts, and a veto against acting on it. It has no reference to
 * another component, as the attacks need this one and others need the attacks.
 */
@Component(
        name = "polder.capture.demo.simulator",
        service = {Simulations.class, Veto.class})
public final class Simulator implements Simulations, Veto {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.demo");

    /** What was counted is still over its limits for a moment. */
    private static final Duration AFTER = Duration.ofSeconds(10);

    private static final Map<String, Vector> VECTORS = new TreeMap<>(Map.ofEntries(
            Map.entry("syn", Vector.SYN_FLOOD),
            Map.entry("ack", Vector.ACK_FLOOD),
            Map.entry("udp", Vector.UDP_FLOOD),
            Map.entry("icmp", Vector.ICMP_FLOOD),
            Map.entry("fragment", Vector.FRAGMENT_FLOOD),
            Map.entry("dns", Vector.DNS_AMPLIFICATION),
            Map.entry("ntp", Vector.NTP_AMPLIFICATION),
            Map.entry("ssdp", Vector.SSDP_AMPLIFICATION),
            Map.entry("memcached", Vector.MEMCACHED_AMPLIFICATION),
            Map.entry("cldap", Vector.CLDAP_AMPLIFICATION),
            Map.entry("chargen", Vector.CHARGEN_AMPLIFICATION)));

    private final BundleContext context;
    private final ScheduledExecutorService clock;
    private @Nullable ServiceRegistration<Capture> capture;
    private @Nullable Future<?> ending;
    private volatile @Nullable Simulation simulation;

    @Activate
    public Simulator(BundleContext context) {
        this.context = context;
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "polder-simulator-0");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Deactivate
    void end() {
        clock.shutdownNow();
        stop();
    }

    @Override
    public List<String> vectors() {
        return new ArrayList<>(VECTORS.keySet());
    }

    @Override
    public synchronized Simulation start(
            Address target, String vector, long packetsPerSecond, Duration time, boolean act, String by) {
        Vector kind = check(target, vector, packetsPerSecond, time);
        Instant begin = Instant.now();
        Simulation next = new Simulation(target, vector, packetsPerSecond, begin, begin.plus(time), act);
        Map<String, Object> properties =
                Map.of("service.pid", "polder.capture.demo~simulated", Capture.DECODER, "packet");
        simulation = next;
        Capture made = lane -> new SimulatedLane(kind, next, Ticker.OF_THIS_MACHINE);
        capture = context.registerService(Capture.class, made, FrameworkUtil.asDictionary(properties));
        ending = clock.schedule(this::stop, time.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info(
                "a simulated attack on {} begins: {}, {} packets a second for {}s, {}; {}",
                target,
                vector,
                packetsPerSecond,
                time.toSeconds(),
                act ? "acted on as any other" : "not acted on",
                by);
        return next;
    }

    private Vector check(Address target, String vector, long packetsPerSecond, Duration time) {
        Vector kind = VECTORS.get(vector);
        if (kind == null) {
            throw new IllegalArgumentException(
                    "vector " + vector + " is not accepted; give one of " + String.join(", ", VECTORS.keySet()));
        }
        if (kind == Vector.FRAGMENT_FLOOD && !target.isV4()) {
            throw new IllegalArgumentException("vector fragment is for IPv4 hosts only");
        }
        if (packetsPerSecond < 1 || packetsPerSecond > MOST_RATE) {
            throw new IllegalArgumentException("the rate has to be from 1pps to " + MOST_RATE / 1_000_000 + "mpps");
        }
        if (time.toMillis() < 1 || time.compareTo(MOST_TIME) > 0) {
            throw new IllegalArgumentException("the time has to be from 1ms to " + MOST_TIME.toMinutes() + "m");
        }
        if (capture != null) {
            throw new IllegalArgumentException("a simulated attack is going on; polder:simulate-stop ends it");
        }
        refuseOthers(target);
        return kind;
    }

    /** Nobody is to believe in an attack on a host that is not theirs. */
    private void refuseOthers(Address target) {
        ServiceReference<Traffic> reference = context.getServiceReference(Traffic.class);
        Traffic traffic = reference == null ? null : context.getService(reference);
        if (traffic == null) {
            throw new IllegalArgumentException("traffic is not being counted at the moment");
        }
        if (traffic.networkOf(target).isEmpty()) {
            throw new IllegalArgumentException(target + " is in none of our networks"
                    + (traffic.networks().isEmpty() ? ", as none is configured in etc/polder.traffic.cfg" : ""));
        }
        HostGroup group = traffic.groupOf(target);
        if (group.mode(Direction.INCOMING) == Mode.OFF) {
            throw new IllegalArgumentException(
                    "nothing would be found: mode of group " + group.name() + " of " + target + " is off");
        }
    }

    @Override
    public synchronized Optional<Simulation> stop() {
        ServiceRegistration<Capture> registered = capture;
        Simulation was = simulation;
        if (registered == null || was == null) {
            return Optional.empty();
        }
        Future<?> waiting = ending;
        if (waiting != null) {
            waiting.cancel(false);
        }
        capture = null;
        Instant now = Instant.now();
        Simulation ended = new Simulation(
                was.target(),
                was.vector(),
                was.packetsPerSecond(),
                was.begin(),
                now.isBefore(was.end()) ? now : was.end(),
                was.act());
        simulation = ended;
        try {
            registered.unregister();
        } catch (IllegalStateException e) {
            // the framework has done so, as this bundle is being stopped
        }
        LOG.info("the simulated attack on {} is over", was.target());
        return Optional.of(ended);
    }

    @Override
    public Optional<Simulation> current() {
        Simulation now = simulation;
        return now == null || Instant.now().isAfter(now.end().plus(AFTER)) ? Optional.empty() : Optional.of(now);
    }

    /** A ban by hand is no doing of a simulation. */
    @Override
    public Optional<String> reason(Attack attack) {
        return attack.isManual() || attack.direction() == Direction.OUTGOING
                ? Optional.empty()
                : current()
                        .filter(one -> !one.act() && attack.target().contains(one.target()))
                        .map(one -> "polder:simulate of " + one.target() + " was called without --act");
    }
}
