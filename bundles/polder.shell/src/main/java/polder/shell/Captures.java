// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import polder.api.capture.LaneStatus;
import polder.api.capture.LaneStatus.State;

/**
 * A capture: its lanes together.
 *
 * @param source what it receives from, as its cfg says; empty when that is not known
 * @param lanes at least one
 */
record Captures(String source, List<LaneStatus> lanes) {
    /** The keys by which captures name what they receive from, other than a port. */
    private static final List<String> SOURCES =
            List.of("interface", "stream", "device", "file", "path", "command", "connect", "listen");

    /** Worst first: the state of a capture is that of its worst lane. */
    private static final List<State> WORST = List.of(State.FAILED, State.HOLDING, State.RUNNING, State.ENDED);

    static List<Captures> of(Appliance appliance) throws CommandException {
        Map<String, List<LaneStatus>> byCapture = new LinkedHashMap<>();
        for (LaneStatus lane : appliance.lanes().lanes()) {
            byCapture
                    .computeIfAbsent(lane.type() + "~" + lane.capture(), any -> new ArrayList<>())
                    .add(lane);
        }
        List<Captures> captures = new ArrayList<>();
        byCapture.forEach((pid, lanes) -> captures.add(new Captures(source(appliance.captureProperties(pid)), lanes)));
        return captures;
    }

    static String source(Map<String, Object> properties) {
        for (String key : SOURCES) {
            Object value = properties.get(key);
            if (value != null && !value.toString().isBlank()) {
                return value.toString();
            }
        }
        Object port = properties.get("port");
        if (port == null || port.toString().isBlank()) {
            return "";
        }
        Object host = properties.get("host");
        String address = host == null ? "" : host.toString();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    String name() {
        return lanes.get(0).capture();
    }

    String type() {
        return lanes.get(0).type();
    }

    /** The cfg file an operator wrote for it. */
    String file() {
        return "etc/" + type() + "-" + name() + ".cfg";
    }

    State state() {
        return lanes.stream()
                .map(LaneStatus::state)
                .min(Comparator.comparing(WORST::indexOf))
                .orElseThrow();
    }

    private long lanesRunning() {
        return lanes.stream().filter(lane -> lane.state() == State.RUNNING).count();
    }

    /** {@code 4}, or {@code 3 of 4} when not all of them run. */
    private String lanesShown() {
        long running = lanesRunning();
        return running == lanes.size() ? Integer.toString(lanes.size()) : running + " of " + lanes.size();
    }

    private long sum(ToLongFunction<LaneStatus> value) {
        return lanes.stream().mapToLong(value).sum();
    }

    private Map<String, Long> rejects() {
        Map<String, Long> sums = new TreeMap<>();
        lanes.stream()
                .map(LaneStatus::rejects)
                .map(Map::entrySet)
                .flatMap(Collection::stream)
                .forEach(entry -> sums.merge(entry.getKey(), entry.getValue(), Long::sum));
        return sums;
    }

    private String problem() {
        return lanes.stream()
                .map(LaneStatus::problem)
                .filter(problem -> !problem.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    static Columns<Captures> columns() {
        return new Columns<Captures>(Lane.NONE)
                .text("capture", "Capture", Captures::name)
                .text("type", "Bundle", Captures::type)
                .text("source", "Source", Captures::source)
                .text("decoder", "Decoder", one -> one.lanes.get(0).decoder())
                .text("state", "State", Captures::state)
                .right("lanes", "Lanes", one -> one.lanes.size(), Captures::lanesShown)
                .hidden("lanes_running", Captures::lanesRunning)
                .rate("packets_per_second", "Packets", "pps", one -> one.sum(LaneStatus::packetsPerSecond))
                .rate("flows_per_second", "Flows", "fps", one -> one.sum(LaneStatus::flowsPerSecond))
                .number("packets", "All packets", one -> one.sum(LaneStatus::packets))
                .hidden("bytes", one -> one.sum(LaneStatus::bytes))
                .hidden("flows", one -> one.sum(LaneStatus::flows))
                .hidden("filtered", one -> one.sum(LaneStatus::filtered))
                .number("dropped", "Dropped", one -> one.sum(LaneStatus::dropped))
                .text("rejects", "Rejects", Captures::rejects)
                .text("file", "File", Captures::file)
                .text("problem", "Problem", Captures::problem)
                .less("type", "decoder", "packets", "rejects", "file");
    }
}
