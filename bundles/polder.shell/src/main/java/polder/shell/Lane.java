// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import polder.api.capture.LaneStatus;

/** Lanes as lists show them. */
final class Lane {
    /** What people read when there is none. */
    static final String NONE =
            "No lane: no capture is configured. Put a cfg of one into etc/, such as polder.capture.udp-default.cfg.";

    private Lane() {}

    static String name(LaneStatus lane) {
        return lane.capture() + "/" + lane.lane();
    }

    static long rejects(LaneStatus lane) {
        return Rejects.sum(lane.rejects());
    }

    static Columns<LaneStatus> columns() {
        return new Columns<LaneStatus>(NONE)
                .text("capture", "Capture", LaneStatus::capture)
                .right("lane", "Lane", LaneStatus::lane, lane -> Integer.toString(lane.lane()))
                .text("type", "Type", LaneStatus::type)
                .text("decoder", "Decoder", LaneStatus::decoder)
                .text("state", "State", LaneStatus::state)
                .rate("packets_per_second", "Packets", "pps", LaneStatus::packetsPerSecond)
                .rate("flows_per_second", "Flows", "fps", LaneStatus::flowsPerSecond)
                .number("packets", "All packets", LaneStatus::packets)
                .hidden("bytes", LaneStatus::bytes)
                .number("flows", "All flows", LaneStatus::flows)
                .number("filtered", "Filtered", LaneStatus::filtered)
                .number("dropped", "Dropped", LaneStatus::dropped)
                .text("rejects", "Rejects", LaneStatus::rejects)
                .text("problem", "Problem", LaneStatus::problem)
                .less("type", "decoder", "packets", "flows", "filtered", "rejects");
    }
}
