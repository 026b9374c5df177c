// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.nio.ByteBuffer;
import java.util.Random;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.replay.Simulations.Simulation;

/** Gives the frames of a simulated attack, in bursts of a few milliseconds, until its time is over. Allocates nothing once it is open. */
final class SimulatedLane implements CaptureLane {
    private static final long BURST_NANOS = 5_000_000;
    /** A lane that was held up does not make up for more than this. */
    private static final long MOST_BEHIND_NANOS = 500_000_000;

    private final Ticker ticker;
    private final ByteBuffer frames = ByteBuffer.allocateDirect(Flood.BYTES);
    private final Flood flood = new Flood(frames, 0, new Random(1));
    private final double perNano;
    private final long begin;
    private final long length;
    private long looked;
    private long given;
    private long due;

    SimulatedLane(Vector vector, Simulation simulation, Ticker ticker) {
        this.ticker = ticker;
        perNano = simulation.packetsPerSecond() / 1e9;
        begin = ticker.nanos();
        // what is left of it: the lane may have been opened late, or once more
        length = simulation.end().toEpochMilli() * 1_000_000 - ticker.epochNanos();
        flood.aim(vector, simulation.target());
    }

    @Override
    public int poll(PacketBatch batch) {
        batch.in(frames);
        if (due == 0) {
            look();
        }
        if (due == 0 && looked >= length) {
            return END;
        }
        long arrived = ticker.epochNanos();
        int count = (int) Math.min(due, Math.min(batch.capacity(), Flood.SLOTS));
        for (int i = 0; i < count; i++) {
            batch.add(flood.next(), flood.length(), flood.length(), arrived);
        }
        due -= count;
        return count;
    }

    /** Waits for the next burst, and sees what is due then. */
    private void look() {
        long at = ticker.nanos() - begin;
        if (at - looked < BURST_NANOS) {
            ticker.rest(BURST_NANOS - (at - looked));
            at = ticker.nanos() - begin;
        }
        if (at - looked > MOST_BEHIND_NANOS) {
            given = (long) ((at - MOST_BEHIND_NANOS) * perNano);
        }
        looked = Math.min(at, length);
        due = Math.max(0, (long) (looked * perNano) - given);
        given += due;
    }

    @Override
    public void close() {
        // only memory, which the garbage collector takes
    }
}
