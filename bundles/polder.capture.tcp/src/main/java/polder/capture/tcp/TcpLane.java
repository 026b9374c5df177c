// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.Reject;

/** A lane: the reading end of an inlet. Its successor has an inlet of its own, which the connections are led to before this ends. */
final class TcpLane implements CaptureLane {
    private static final long WAIT = TimeUnit.MILLISECONDS.toNanos(95);

    /** After a small batch: many messages are then taken at once instead of being woken for each. */
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int SMALL = 32;

    private final TcpCapture capture;
    private final int number;
    private final Inlet inlet;
    private TcpSettings known;
    private boolean retired;
    private int last;

    TcpLane(TcpCapture capture, int number, Inlet inlet, TcpSettings known) {
        this.capture = capture;
        this.number = number;
        this.inlet = inlet;
        this.known = known;
    }

    @Override
    public int poll(PacketBatch batch) {
        if (retired) {
            return inlet.poll(batch);
        }
        TcpSettings now = capture.settings();
        if (!now.equals(known)) {
            known = now;
            return REOPEN;
        }
        if (last > 0 && last < SMALL) {
            LockSupport.parkNanos(REST);
        }
        last = inlet.poll(batch);
        if (last == 0) {
            inlet.await(WAIT);
            last = inlet.poll(batch);
        }
        return last;
    }

    @Override
    public long rejects(Reject reason) {
        return inlet.rejects(reason);
    }

    @Override
    public boolean overlaps() {
        return true;
    }

    @Override
    public void retire() {
        retired = true;
    }

    @Override
    public void close() {
        capture.release(number, inlet);
    }
}
