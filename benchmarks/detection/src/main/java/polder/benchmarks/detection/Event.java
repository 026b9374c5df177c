// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import polder.api.traffic.Direction;
import polder.wire.Prefix;

/**
 * Something that happens, and the truth about it.
 *
 * @param id its number in the scenario
 * @param target the host, or the network whose hosts get an equal share
 * @param direction seen from the target
 * @param multiple of the limit of one host, at the peak
 * @param packetsPerSecond at the peak
 * @param start nanoseconds since 1970
 * @param length nanoseconds
 */
record Event(
        int id,
        Kind kind,
        Prefix target,
        Direction direction,
        double multiple,
        double packetsPerSecond,
        Shape shape,
        long start,
        long length) {

    /** How the rate goes. */
    enum Shape {
        STEADY,
        /** Rises evenly for half of the time. */
        RAMP,
        /** Two seconds of five. */
        PULSES,
        /** Always there, from half to full and back. */
        DAY
    }

    private static final long PULSE = 2_000_000_000L;
    private static final long PULSES_APART = 5_000_000_000L;

    long end() {
        return start + length;
    }

    /** Whether somebody has to be told. */
    boolean isToBeFound() {
        return kind.isAttack() && multiple > 1;
    }

    /** Packets a second at a moment. */
    double rate(long nanos) {
        long into = nanos - start;
        if (into < 0 || into >= length) {
            return 0;
        }
        return packetsPerSecond
                * switch (shape) {
                    case STEADY -> 1;
                    case RAMP -> Math.min(1, 2.0 * into / length);
                    case PULSES -> into % PULSES_APART < PULSE ? 1 : 0;
                    case DAY -> 0.75 - 0.25 * Math.cos(2 * Math.PI * into / length);
                };
    }

    /** When its rate is first over the limit. */
    long over() {
        return shape == Shape.RAMP ? start + (long) (length / 2.0 / multiple) : start;
    }

    /** What it is, for tables. */
    String what() {
        return target.isHost() || !kind.isAttack() ? kind.text : kind.text + " of a /" + target.length();
    }
}
