// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import polder.api.attack.Attacks;
import polder.api.attack.Attacks.ListenerStatus;
import polder.api.attack.Maintenance;
import polder.api.attack.Outbox;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.config.Quantity;
import polder.api.flow.Exporter;
import polder.api.flow.FlowExport;
import polder.api.mitigation.Mitigations;
import polder.api.traffic.Traffic;
import polder.api.traffic.WindowRoutes;

/** How the appliance is, and what to do about it. */
record Health(
        Duration uptime,
        List<LaneStatus> lanes,
        Optional<Traffic> traffic,
        Optional<Attacks> attacks,
        List<ListenerStatus> listeners,
        List<FlowExport> exports,
        List<Problem> problems) {
    /** Longer than a route that is replaced, or a server that is restarted, needs. */
    private static final Duration LATE = Duration.ofMinutes(1);

    /**
     * Something that is wrong.
     *
     * @param what in the operator's words
     * @param advice what to do
     * @param serious whether traffic is not seen because of it; else it is a remark
     */
    record Problem(String what, String advice, boolean serious) {
        static Columns<Problem> columns() {
            return new Columns<Problem>("Nothing is wrong.")
                    .text("problem", "What is wrong", Problem::what)
                    .text("advice", "What to do", Problem::advice)
                    .hidden("serious", Problem::serious);
        }
    }

    static Health of(Appliance appliance, Duration uptime) {
        Optional<Lanes> lanes = appliance.find(Lanes.class);
        Optional<Traffic> traffic = appliance.find(Traffic.class);
        Optional<Attacks> attacks = appliance.find(Attacks.class);
        List<LaneStatus> running = lanes.map(Lanes::lanes).orElse(List.of());
        List<ListenerStatus> listeners = attacks.map(Attacks::listeners).orElse(List.of());
        List<Problem> problems = new ArrayList<>();
        missing(problems, lanes, "no packet is received", "polder.engine");
        missing(problems, traffic, "traffic is not being counted", "polder.traffic");
        missing(problems, attacks, "attacks are not being kept", "polder.attack");
        if (lanes.isPresent() && running.isEmpty()) {
            problems.add(new Problem("no capture is configured", "put a cfg of one into etc/", true));
        }
        running.forEach(lane -> lane(problems, lane));
        traffic.ifPresent(one -> counting(problems, one));
        attacks.ifPresent(one -> actions(problems, one));
        appliance.find(Maintenance.class).ifPresent(one -> maintenance(problems, one));
        listeners.forEach(listener -> listener(problems, listener));
        appliance.find(Outbox.class).ifPresent(one -> outbox(problems, one));
        appliance.find(WindowRoutes.class).ifPresent(one -> snapshots(problems, one));
        appliance.find(Mitigations.class).ifPresent(one -> problems.addAll(MitigationHealth.of(one)));
        exporters(problems, appliance.exporters());
        List<FlowExport> exports = appliance.exports();
        exports.forEach(export -> export(problems, export));
        return new Health(uptime, running, traffic, attacks, listeners, exports, problems);
    }

    private static void missing(List<Problem> problems, Optional<?> service, String what, String bundle) {
        if (service.isEmpty()) {
            problems.add(new Problem(
                    what, "bundle " + bundle + " is stopped or being replaced; see bundle:list and log:tail", true));
        }
    }

    private static void lane(List<Problem> problems, LaneStatus lane) {
        String name = "lane " + Lane.name(lane);
        switch (lane.state()) {
            case FAILED -> problems.add(new Problem(
                    name + " has failed: " + lane.problem(),
                    "it is tried again; see etc/" + lane.type() + "-" + lane.capture() + ".cfg",
                    true));
            case HOLDING -> problems.add(new Problem(
                    name + " waits" + (lane.problem().isEmpty() ? "" : ": " + lane.problem()),
                    "a bundle is being replaced, or decoder " + lane.decoder() + " is not installed; see bundle:list",
                    true));
            case RUNNING, ENDED -> {}
        }
        if (lane.dropped() > 0) {
            problems.add(new Problem(
                    name + " has lost " + Quantity.human(lane.dropped()) + " packets in the kernel or the card",
                    "give a larger receive buffer or more lanes in etc/" + lane.type() + "-" + lane.capture() + ".cfg",
                    false));
        }
    }

    private static void counting(List<Problem> problems, Traffic traffic) {
        if (traffic.networks().isEmpty()) {
            problems.add(new Problem(
                    "no network is configured: every target is counted", "see polder:network-propose", false));
        }
        long refused = traffic.counters().getOrDefault("hosts.refused", 0L);
        if (refused > 0) {
            problems.add(new Problem(
                    Quantity.human(refused) + " hosts were not counted, the table is full",
                    "configure networks, or raise hosts.max, in etc/polder.traffic.cfg",
                    false));
        }
    }

    /** Attacks that are more than may be acted on at once are what an operator has to look at by hand. */
    private static void actions(List<Problem> problems, Attacks attacks) {
        long over = attacks.active().stream()
                .filter(attack -> attack.why().startsWith("bans.max"))
                .count();
        if (over > 0) {
            problems.add(new Problem(
                    over + " attacks are not acted on, as bans.max is reached",
                    "raise it in etc/polder.attack.cfg, or release bans; see attack-list",
                    true));
        }
    }

    private static void maintenance(List<Problem> problems, Maintenance maintenance) {
        maintenance
                .windows()
                .forEach(window -> problems.add(new Problem(
                        "maintenance of " + (window.network() == null ? "all" : window.network()) + " until "
                                + Text.of(window.until()) + ", " + window.reason()
                                + ": nobody begins to act on its attacks",
                        "polder:maintenance-stop ends it",
                        false)));
    }

    private static void listener(List<Problem> problems, ListenerStatus listener) {
        if (listener.failed() > 0) {
            problems.add(new Problem(
                    listener.name() + " has failed " + listener.failed() + " times, last: " + listener.lastFailure(),
                    "see etc/" + listener.name().replace('~', '-') + "*.cfg and log:tail",
                    false));
        }
        if (listener.dropped() > 0) {
            problems.add(new Problem(
                    listener.name() + " has lost " + listener.dropped() + " events, its queue was full",
                    "it is too slow: see what it waits for",
                    false));
        }
    }

    private static void outbox(List<Problem> problems, Outbox outbox) {
        for (Outbox.Route route : outbox.routes()) {
            Instant oldest = route.oldest();
            if (oldest != null && oldest.isBefore(Instant.now().minus(LATE))) {
                problems.add(new Problem(
                        "route " + route.name() + " has not taken " + route.waiting() + " events, the oldest came "
                                + Text.ago(oldest) + (route.failure().isEmpty() ? "" : ": " + route.failure()),
                        route.present()
                                ? "mend what it fails at; polder:outbox-retry does not wait for the next try"
                                : "it is not there: see log:tail; without it they are given up in the end",
                        false));
            }
        }
        if (!outbox.dead().isEmpty()) {
            problems.add(new Problem(
                    outbox.dead().size() + " events were given up, as their routes did not take them"
                            + (outbox.forgotten() > 0 ? "; " + outbox.forgotten() + " before them are forgotten" : ""),
                    "see polder:outbox-list --dead; polder:outbox-retry tries again",
                    false));
        }
    }

    private static void export(List<Problem> problems, FlowExport export) {
        if (export.lost() + export.dropped() > 0 || !export.failure().isEmpty()) {
            problems.add(new Problem(
                    export.name() + " has lost " + Quantity.human(export.lost()) + " flows and dropped "
                            + Quantity.human(export.dropped())
                            + (export.failure().isEmpty() ? "" : ": " + export.failure()),
                    "see what is wrong with " + export.to() + ", or hand on fewer: etc/" + export.name() + ".cfg",
                    false));
        }
    }

    private static void snapshots(List<Problem> problems, WindowRoutes windows) {
        for (WindowRoutes.Route route : windows.routes()) {
            if (!route.failure().isEmpty()) {
                problems.add(new Problem(
                        "route " + route.name() + " has failed at " + route.failed() + " snapshots of the traffic: "
                                + route.failure(),
                        "mend what it fails at; polder:notify-test tries it",
                        false));
            } else if (route.lost() * 100 > route.taken()) {
                problems.add(new Problem(
                        "route " + route.name() + " has lost " + route.lost()
                                + " snapshots of the traffic, it is too slow",
                        "give it a longer period or fewer hosts",
                        false));
            }
        }
    }

    private static void exporters(List<Problem> problems, List<Exporter> exporters) {
        long hinted = exporters.stream()
                .filter(exporter -> !exporter.hints().isEmpty())
                .map(Exporter::address)
                .distinct()
                .count();
        if (hinted > 0) {
            problems.add(new Problem(
                    hinted == 1 ? "1 exporter needs attention" : hinted + " exporters need attention",
                    "see polder:exporter-list",
                    false));
        }
    }

    long sum(ToLongFunction<LaneStatus> value) {
        return lanes.stream().mapToLong(value).sum();
    }

    boolean ok() {
        return problems.stream().noneMatch(Problem::serious);
    }

    long lanesOk() {
        return lanes.stream()
                .filter(lane -> lane.state() == LaneStatus.State.RUNNING || lane.state() == LaneStatus.State.ENDED)
                .count();
    }

    Map<String, Long> counters() {
        return traffic.map(Traffic::counters).orElse(Map.of());
    }
}
