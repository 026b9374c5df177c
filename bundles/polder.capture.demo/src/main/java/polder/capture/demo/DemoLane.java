// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.nio.ByteBuffer;
import java.util.Random;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;

/** Gives as many frames as the scenario wants by now, in bursts of a few milliseconds. Allocates nothing once it is open. */
final class DemoLane implements CaptureLane {
    private static final long BURST_NANOS = 5_000_000;
    /** A lane that was held up does not make up for more than this. */
    private static final long MOST_BEHIND_NANOS = 500_000_000;

    private final DemoCapture capture;
    private final Ticker ticker;
    private final Scenario scenario;
    private final Hosts hosts;
    private final ByteBuffer frames = ByteBuffer.allocateDirect(Background.BYTES + Flood.BYTES);
    private final Background background;
    private final Flood flood;
    private final long opened;
    private DemoSettings known;
    private int attack = Scenario.NONE;
    private long looked;
    private long backgroundGiven;
    private long attackGiven;
    private long backgroundDue;
    private long attackDue;

    DemoLane(DemoCapture capture, DemoSettings settings, Ticker ticker) {
        this.capture = capture;
        this.ticker = ticker;
        known = settings;
        scenario = new Scenario(settings);
        Random random = new Random(settings.seed());
        hosts = new Hosts(settings.networks(), random);
        background = new Background(frames, hosts, random);
        flood = new Flood(frames, Background.BYTES, random);
        opened = ticker.nanos();
    }

    @Override
    public int poll(PacketBatch batch) {
        DemoSettings now = capture.settings();
        if (!now.equals(known)) {
            known = now;
            return REOPEN;
        }
        if (backgroundDue == 0 && attackDue == 0) {
            look();
        }
        batch.in(frames).counting(known.count());
        long arrived = ticker.epochNanos();
        int room = batch.capacity();
        int everyday = (int) Math.min(backgroundDue, room);
        for (int i = 0; i < everyday; i++) {
            int frame = background.draw();
            int length = background.length(frame);
            batch.add(background.offset(frame), length, length, arrived);
        }
        int flooding = (int) Math.min(attackDue, Math.min(room - everyday, Flood.SLOTS));
        for (int i = 0; i < flooding; i++) {
            int offset = flood.next();
            batch.add(offset, flood.length(), flood.length(), arrived);
        }
        backgroundDue -= everyday;
        attackDue -= flooding;
        return batch.size();
    }

    /** Waits for the next burst, and sees what is due then. */
    private void look() {
        long at = ticker.nanos() - opened;
        if (at - looked < BURST_NANOS) {
            ticker.rest(BURST_NANOS - (at - looked));
            at = ticker.nanos() - opened;
        }
        if (at - looked > MOST_BEHIND_NANOS) {
            backgroundGiven = scenario.backgroundBy(at - MOST_BEHIND_NANOS);
            attackGiven = scenario.attackBy(at - MOST_BEHIND_NANOS);
        }
        looked = at;
        int current = scenario.attack(at);
        if (current != attack) {
            attack = current;
            Vector vector = Vector.of(attack, hosts.hasV4(), hosts.hasV6());
            flood.aim(vector, hosts.victim(attack, vector.v6()));
        }
        backgroundDue = scenario.backgroundBy(at) - backgroundGiven;
        attackDue = scenario.attackBy(at) - attackGiven;
        backgroundGiven += backgroundDue;
        attackGiven += attackDue;
    }

    @Override
    public void close() {
        // only memory, which the garbage collector takes
    }
}
